import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { rawNumber } from '../../../../shared/raw-json.ts';
import { maxPrefixBytes } from '../../../../shared/sink/key/limits.ts';
import { type KeyTemplate, parseKeyTemplate } from '../../../../shared/sink/key/template.ts';
import { templateWarnings } from '../../../../shared/sink/key/template-warnings.ts';
import type { Event } from '../../../../shared/transform/model.ts';

const moment = Date.parse('2024-12-28T18:01:02.239Z');

function template(source: string, timezone = 'UTC'): KeyTemplate {
  const parsed = parseKeyTemplate(source, { timezone });
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.faults.join('; '));
  return parsed.template;
}

describe('a key prefix', () => {
  const rendered: [string, string, Event | null, string, string][] = [
    [
      'time',
      'raw/dt=%Y-%m-%d/dth=%Y-%m-%d-%H/',
      null,
      'UTC',
      'raw/dt=2024-12-28/dth=2024-12-28-18/',
    ],
    ['time in a zone', 'raw/dt=%F/h=%H/', null, 'Asia/Seoul', 'raw/dt=2024-12-29/h=03/'],
    ['no time', 'raw/', null, 'UTC', 'raw/'],
    ['nothing', '', null, 'UTC', ''],
    ['a percent sign', 'a%%b/', null, 'UTC', 'a%b/'],
    ['a field', 'raw/{{ site }}/', { site: 'seoul-1' }, 'UTC', 'raw/seoul-1/'],
    ['a nested field', 'r/{{device.site}}/%Y/', { device: { site: 7 } }, 'UTC', 'r/7/2024/'],
    ['a quoted field', 'r/{{ "a.b" }}/', { 'a.b': true }, 'UTC', 'r/true/'],
    ['braces in a quoted field', 'r/{{ "a}}b" }}/', { 'a}}b': 1n }, 'UTC', 'r/1/'],
    ['an element', 'r/{{ tags[-1] }}/', { tags: ['x', 'y'] }, 'UTC', 'r/y/'],
    ['an exact number', 'r/{{ n }}/', { n: rawNumber('1.0') }, 'UTC', 'r/1.0/'],
    ['a way up', 'r/{{ v }}/', { v: '../../etc' }, 'UTC', 'r/..%2F..%2Fetc/'],
    ['dots', 'r/{{ v }}/', { v: '..' }, 'UTC', 'r/%2E%2E/'],
    ['dots from two fields', 'r/{{ v }}{{ v }}/', { v: '.' }, 'UTC', 'r/%2E%2E/'],
    ['what Hive encodes', 'r/{{ v }}/', { v: 'a=b:c#d%e' }, 'UTC', 'r/a%3Db%3Ac%23d%25e/'],
    ['spaces at the ends', 'r/{{ v }}/', { v: ' a b ' }, 'UTC', 'r/%20a b%20/'],
    ['letters of the world', 'r/{{ v }}/', { v: '서울' }, 'UTC', 'r/서울/'],
    ['what cannot be seen', 'r/{{ v }}/', { v: 'a\u202eb\u0000' }, 'UTC', 'r/a%E2%80%AEb%00/'],
  ];
  for (const [name, source, event, zone, expected] of rendered) {
    it(`renders ${name}`, () => {
      assert.equal(template(source, zone).render(moment, event), expected);
    });
  }

  const unrenderable: [string, Event | null, number, RegExp][] = [
    [
      'a field that is missing',
      {},
      moment,
      /^\{\{ a\.b \}\} is missing: a key takes a string, number or boolean$/,
    ],
    ['no event', null, moment, /is missing/],
    ['null', { a: { b: null } }, moment, /is null/],
    ['an object', { a: { b: { secret: 1 } } }, moment, /is an object/],
    ['an array', { a: { b: ['secret'] } }, moment, /is an array/],
    ['an empty string', { a: { b: '' } }, moment, /empty string/],
    ['NaN', { a: { b: Number.NaN } }, moment, /not a finite number/],
    ['half a surrogate pair', { a: { b: '\ud800' } }, moment, /surrogate/],
    [
      '257 characters',
      { a: { b: 's'.repeat(257) } },
      moment,
      /has 257 characters: allowed are 256/,
    ],
    ['too many bytes', { a: { b: '/'.repeat(100) } }, moment, /300 bytes when encoded/],
    ['a name of Object.prototype', { a: Object.create({ b: 'x' }) as Event }, moment, /is missing/],
    ['no time', { a: { b: 1 } }, -1, /has no time/],
    ['a time nobody can write', { a: { b: 1 } }, 9e15, /years 1 to 9998/],
    ['a time that is none', { a: { b: 1 } }, Number.NaN, /years 1 to 9998/],
  ];
  for (const [name, event, time, reason] of unrenderable) {
    it(`does not render ${name}, and says so without the value`, () => {
      const key = template('raw/{{ a.b }}/%Y/');
      assert.equal(key.render(time, event), null);
      assert.match(key.reason(time, event), reason);
      assert.doesNotMatch(key.reason(time, event), /secret/);
    });
  }

  it('does not render more than fits into a key', () => {
    const key = template('raw/{{ a }}/{{ a }}/{{ a }}/');
    assert.equal(key.render(moment, { a: 'x'.repeat(256) }), null);
    assert.match(key.reason(moment, { a: 'x'.repeat(256) }), /takes 775 bytes: allowed are 680/);
  });

  const refused: [string, RegExp][] = [
    ['{{ site }}/%Y/', /begins with \{\{ site \}\}/],
    ['/raw/', /begins with '\/'/],
    ['raw//x/', /holds '\/\/'/],
    ['raw/../x/', /'\.' or '\.\.'/],
    ['raw/./x', /'\.' or '\.\.'/],
    ['..', /'\.' or '\.\.'/],
    ['raw\\x/', /backslash/],
    ['raw/%n/', /control character/],
    ['raw/\u0007/', /control character/],
    ['raw/\ud800/', /surrogate/],
    ['raw/%Q/', /unknown time specifier %Q at position 4: allowed are .*%Y/],
    ['raw/100%', /percent sign at the end/],
    ['raw/{{ a', /come in pairs/],
    ['raw/a }}/', /come in pairs/],
    ['raw/{{ }}/', /names no field/],
    ['raw/{{ a b }}/', /\{\{ a b \}\}: not a path from position 1/],
    ['raw/{{ [0] }}/', /begins with a field's name/],
    [`${'x'.repeat(701)}/`, /at least 702 bytes long: allowed are 680/],
  ];
  for (const [source, fault] of refused) {
    it(`is refused: ${JSON.stringify(source.slice(0, 20))}`, () => {
      const parsed = parseKeyTemplate(source);
      assert.ok(!parsed.ok);
      assert.ok(
        parsed.faults.some((text) => fault.test(text)),
        parsed.faults.join('\n'),
      );
    });
  }

  it('tells all its faults at once', () => {
    const parsed = parseKeyTemplate('/raw//%Q/{{ }}', { timezone: 'Mars/Olympus' });
    assert.ok(!parsed.ok);
    assert.equal(parsed.faults.length, 5);
    assert.match(parsed.faults.join('\n'), /time zone 'Mars\/Olympus' is not known/);
  });

  it('names its fields once each, as they are written', () => {
    assert.deepEqual(template('r/{{ a.b }}/{{ c }}/{{ a.b }}').fields, ['a.b', 'c']);
  });

  const units: [string, string, number][] = [
    ['raw/', 'UTC', Infinity],
    ['raw/%Y-%m-%d/', 'UTC', 86_400_000],
    ['raw/%Y/%H/', 'Etc/UTC', 3_600_000],
    ['raw/%Y/%H/', 'Asia/Seoul', 60_000],
    ['raw/%H%M/', 'UTC', 60_000],
    ['raw/%s/', 'UTC', 1000],
  ];
  for (const [source, zone, unit] of units) {
    it(`says how long ${source} in ${zone} stays the same`, () => {
      assert.equal(template(source, zone).unitMs, unit);
    });
  }

  const warned: [string, RegExp | null][] = [
    ['raw/dt=%Y-%m-%d/', null],
    ['raw/%H/', null],
    ['', null],
    ['raw/%H%M/', /every minute/],
    ['raw/%s/', /every second/],
    ['raw/{{ user }}/', /each value of user/],
    ['raw', /does not end with '\/'/],
    ['raw#/', /holds '#'/],
    ['raw /', /space/],
  ];
  for (const [source, warning] of warned) {
    it(`${warning === null ? 'is quiet about' : 'warns of'} '${source}'`, () => {
      const warnings = templateWarnings(template(source));
      if (warning === null) assert.deepEqual(warnings, []);
      else assert.match(warnings.join('\n'), warning);
    });
  }
});

describe('confinement', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('.', '/', '\\', ' ', '%', '=', '\u0000', 'a', '\ud800', '２'),
    }),
    fc.double(),
    fc.bigInt(),
    fc.boolean(),
    fc.constantFrom(null, undefined, [], {}),
  );

  it('keeps every rendered key behind its literals and in as many folders as the template has', () => {
    const key = template('raw/%Y/site={{ a }}/.{{ b }}{{ a }}/');
    fc.assert(
      fc.property(value, value, (a, b) => {
        const prefix = key.render(moment, { a, b });
        if (prefix === null) {
          assert.notEqual(key.reason(moment, { a, b }), 'renderable');
          return;
        }
        assert.ok(prefix.startsWith('raw/2024/site='));
        const segments = prefix.split('/');
        assert.equal(segments.length, 5);
        assert.equal(segments[4], '');
        for (const segment of segments.slice(0, 4)) {
          assert.doesNotMatch(segment, /^\.{0,2}$/);
          // oxlint-disable-next-line no-control-regex -- control characters are what it is about
          assert.doesNotMatch(segment, /[\u0000-\u001f\u007f\\]/);
        }
        assert.ok(Buffer.byteLength(prefix) <= maxPrefixBytes);
        assert.ok(prefix.isWellFormed());
      }),
      { numRuns: 2000 },
    );
  });

  it('gives different keys for different strings', () => {
    const key = template('raw/{{ a }}/');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const [one, two] = [key.render(0, { a }), key.render(0, { a: b })];
        if (one !== null && one === two) assert.equal(a, b);
      }),
      { numRuns: 1000 },
    );
  });

  it('renders all times of one unit alike where the hour begins at half a minute', () => {
    const key = template('raw/%H/', 'Africa/Monrovia');
    for (const second of ['00', '29', '30', '59']) {
      assert.equal(key.render(Date.parse(`1971-06-01T00:44:${second}Z`), null), 'raw/23/');
    }
    assert.equal(key.render(Date.parse('1971-06-01T00:45:00Z'), null), 'raw/00/');
  });

  it('renders all times of one unit alike', () => {
    const zones = ['UTC', 'Asia/Seoul', 'America/St_Johns', 'Africa/Monrovia', 'Asia/Kathmandu'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: -4e12, max: 4e12 }),
        fc.nat(59_999),
        (zone, time, later) => {
          const key = template('raw/%Y-%m-%d-%H/', zone);
          const start = Math.floor(time / key.unitMs) * key.unitMs;
          // means that a record has no time
          fc.pre(start + later !== -1);
          assert.equal(key.render(start + later, null), key.render(start, null));
        },
      ),
      { numRuns: 500 },
    );
  });
});
