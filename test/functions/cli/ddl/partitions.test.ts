import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { layoutOf } from '../../../../functions/cli/ddl/partitions.ts';
import { parseKeyTemplate } from '../../../../shared/sink/key/template.ts';

const startMs = Date.UTC(2024, 0, 1);

function layout(keyPrefix: string, timezone = 'UTC', taken: readonly string[] = []) {
  return layoutOf({ keyPrefix, timezone }, { startMs, taken });
}

/** Each column as `name type key=value …`. */
function told(keyPrefix: string, timezone?: string, taken?: readonly string[]): readonly string[] {
  return layout(keyPrefix, timezone, taken).partitions.map(({ name, type, properties }) =>
    [name, type, ...Object.entries(properties).map(([key, value]) => `${key}=${value}`)].join(' '),
  );
}

const day = (name: string, format = 'yyyy-MM-dd', start = '2024-01-01'): string =>
  `${name} date format=${format} range=${start},NOW interval=1 interval.unit=DAYS`;
const hour = (name: string, format: string, start: string): string =>
  `${name} date format=${format} range=${start},NOW interval=1 interval.unit=HOURS`;
const year = (name = 'year'): string =>
  `${name} date format=yyyy range=2024,NOW interval=1 interval.unit=YEARS`;

const forms: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['raw/', 'raw/', 'raw/', []],
  ['', '', '', []],
  ['a/b=1/', 'a/b=1/', 'a/b=1/', []],
  ['raw/dt=%Y-%m-%d/', 'raw/', 'raw/dt=${dt}/', [day('dt')]],
  ['raw/dt=%F/', 'raw/', 'raw/dt=${dt}/', [day('dt')]],
  [
    'raw/dt=%Y-%m-%d/dth=%Y-%m-%d-%H/',
    'raw/',
    'raw/dt=${dt}/dth=${dth}/',
    [day('dt'), hour('dth', 'yyyy-MM-dd-HH', '2024-01-01-00')],
  ],
  ['%Y/%m/%d/', '', '${day}/', [day('day', 'yyyy/MM/dd', '2024/01/01')]],
  [
    'raw/%Y/%m/%d/%H/x/',
    'raw/',
    'raw/${hour}/x/',
    [hour('hour', 'yyyy/MM/dd/HH', '2024/01/01/00')],
  ],
  ['raw/%Y%m%d%H/', 'raw/', 'raw/${hour}/', [hour('hour', 'yyyyMMddHH', '2024010100')]],
  ['raw/%Y-%m-%dT%H/', 'raw/', 'raw/${hour}/', [hour('hour', "yyyy-MM-dd'T'HH", '2024-01-01T00')]],
  ['raw/%Y/%j/', 'raw/', 'raw/${day}/', [day('day', 'yyyy/DDD', '2024/001')]],
  ['raw/day-%F-utc/', 'raw/', 'raw/day-${day}-utc/', [day('day')]],
  [
    'raw/m=%Y-%m/',
    'raw/',
    'raw/m=${m}/',
    ['m date format=yyyy-MM range=2024-01,NOW interval=1 interval.unit=MONTHS'],
  ],
  [
    'y=%Y/m=%m/d=%d/h=%H/min=%M/',
    '',
    'y=${y}/m=${m}/d=${d}/h=${h}/min=${min}/',
    [
      year('y'),
      'm integer range=1,12 digits=2',
      'd integer range=1,31 digits=2',
      'h integer range=0,23 digits=2',
      'min integer range=0,59 digits=2',
    ],
  ],
  [
    'w=%G-%V/',
    '',
    'w=${w_week_year}-${w_week}/',
    ['w_week_year integer range=2020,2099 digits=4', 'w_week integer range=1,53 digits=2'],
  ],
  [
    'raw/%Y/%B/',
    'raw/',
    'raw/${year}/${month}/',
    [
      year(),
      'month enum values=January,February,March,April,May,June,July,August,September,October,November,December',
    ],
  ],
  ['raw/t=%s/', 'raw/', 'raw/t=${t}/', ['t injected']],
  ['raw/site={{ site.id }}/', 'raw/', 'raw/site=${site}/', ['site injected']],
  ['raw/{{ site.id }}/%F/', 'raw/', 'raw/${id}/${day}/', ['id injected', day('day')]],
  [
    'raw/{{ a }}-{{ b[0] }}_%F/',
    'raw/',
    'raw/${a}-${b}_${day}/',
    ['a injected', 'b injected', day('day')],
  ],
  [
    'raw/k={{ "a b" }}x{{ c }}/',
    'raw/',
    'raw/k=${k_a_b}x${k_c}/',
    ['k_a_b injected', 'k_c injected'],
  ],
  // what stands before an object's name is in no folder
  ['raw/dt=%F/%H-', 'raw/', 'raw/dt=${dt}/', [day('dt')]],
  ['raw/dt=%F', 'raw/', 'raw/', []],
  ['100%%/dt=%F/', '100%/', '100%/dt=${dt}/', [day('dt')]],
  // a column of one name is called otherwise the second time
  ['dt=%F/dt=%Y/', '', 'dt=${dt}/dt=${partition_dt}/', [day('dt'), year('partition_dt')]],
];

describe('partitions of a key prefix', () => {
  for (const [keyPrefix, folder, template, columns] of forms) {
    it(`${keyPrefix || 'none'} lies in ${template}`, () => {
      const found = layout(keyPrefix);
      assert.deepEqual([found.folder, found.template], [folder, template]);
      assert.deepEqual(told(keyPrefix), columns);
    });
  }

  for (const [timezone, last] of [
    ['UTC', 'NOW'],
    ['Asia/Seoul', 'NOW+9HOURS'],
    ['+05:30', 'NOW+6HOURS'],
    // in summer
    ['Europe/Berlin', 'NOW+2HOURS'],
    ['America/New_York', 'NOW'],
  ] as const) {
    it(`the present day of ${timezone} is within the range`, () => {
      assert.ok(told('dt=%F/', timezone)[0]?.includes(`range=2024-01-01,${last} `));
    });
  }

  it('a name that another column has is not given again', () => {
    assert.deepEqual(
      layout('dt=%F/', 'UTC', ['dt', 'partition_dt']).partitions.map(({ name }) => name),
      ['partition_dt_2'],
    );
  });

  it('dates that are not in the order of time as text are told apart', () => {
    const sorted = (prefix: string): unknown => layout(prefix).partitions[0]?.date?.sorted;
    assert.deepEqual(['%Y-%m-%d/', '%d-%m-%Y/', '%Y/%Y-%m/'].map(sorted), [true, false, true]);
  });

  it('with the values of a key in it, a template is the folders of that key', () => {
    const specifiers = ['%Y', '%m', '%d', '%H', '%j', '%B', '%G', '%V'];
    const part = fc.constantFrom(...specifiers, '-', 'T', '=', 'x=', '/', '{{ f }}');
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 12 }),
        fc.integer({ min: Date.UTC(1980, 0), max: Date.UTC(2090, 0) }),
        (parts, timestampMs) => {
          const keyPrefix = `raw/${parts.join('')}/`;
          const parsed = parseKeyTemplate(keyPrefix);
          fc.pre(parsed.ok);
          const { template, partitions } = layout(keyPrefix);
          const key = parsed.ok ? parsed.template.render(timestampMs, { f: 'value' }) : null;
          assert.ok(key !== null);
          // each column stands for some text without which the folders are those of the key
          const pattern = template
            .split(/\$\{\w+\}/)
            .map((literal) => literal.replaceAll(/[^\w/]/g, String.raw`\$&`))
            .join('(.+?)');
          assert.match(key, new RegExp(`^${pattern}$`));
          const names = partitions.map(({ name }) => name);
          assert.equal(new Set(names).size, names.length);
          assert.deepEqual(
            [...template.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name),
            names,
          );
        },
      ),
    );
  });
});
