import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantiateProgram } from '../../../../functions/cli/instantiate-program.ts';
import { programsCompiler } from '../../../../functions/cli/programs-compiler.ts';
import { compileProgram } from '../../../../shared/transform/vrl/compile/compile-program.ts';
import { libraryWith } from '../../../../shared/transform/vrl/functions/library.ts';
import { noTables } from '../../../../shared/transform/vrl/functions/tables.ts';
import { Timestamp } from '../../../../shared/transform/vrl/runtime/timestamp.ts';

const noFiles = (): never => assert.fail('there are no files');
const library = (zone: string): ReturnType<typeof libraryWith> =>
  libraryWith(noFiles, noTables, zone);

type Run = (event: object, metadata: object, context: object) => { readonly value: unknown };

function valueIn(zone: string, source: string): unknown {
  const compiled = compileProgram(source, library(zone), 'values');
  assert.ok(compiled.ok, source);
  const now = new Timestamp(Date.UTC(2026, 10, 27), 0);
  const context = { now, random: () => 0, variables: {}, log: () => undefined };
  return instantiateProgram<Run>(compiled.program)({}, {}, context).value;
}

/** What VRL's own command line prints with `--timezone`; one case a row: the zone, what reads a time, the time. */
const rows: readonly (readonly [zone: string, reads: string, time: string])[] = [
  ['Asia/Shanghai', 'parse_timestamp!("2024-01-02 03:04:05", "%F %T")', '2024-01-01T19:04:05Z'],
  ['Europe/Berlin', 'parse_timestamp!("2024-07-02 03:04:05", "%F %T")', '2024-07-02T01:04:05Z'],
  ['EST5EDT', 'parse_timestamp!("2024-07-02 03:04:05", "%F %T")', '2024-07-02T07:04:05Z'],
  [
    'Europe/Berlin',
    'parse_timestamp!("2024-07-02 03:04", "%F %R", "America/New_York")',
    '2024-07-02T07:04:00Z',
  ],
  [
    'Europe/Berlin',
    'parse_timestamp!("2024-07-02 03:04:05", "%F %T", timezone: "local")',
    '2024-07-02T03:04:05Z',
  ],
  [
    'Europe/Berlin',
    'parse_timestamp!("2024-07-02 03:04:05 +0900", "%F %T %z")',
    '2024-07-01T18:04:05Z',
  ],
  ['America/New_York', 'parse_timestamp!("1710000000", "%s")', '2024-03-09T16:00:00Z'],
  [
    'Asia/Kolkata',
    `parse_common_log!(s'10.0.0.7 - ann [10/Oct/2000:13:55:36] "GET /a HTTP/1.0" 200 5', "%d/%b/%Y:%T").timestamp`,
    '2000-10-10T08:25:36Z',
  ],
  [
    'Asia/Kolkata',
    `parse_common_log!(s'10.0.0.7 - ann [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.0" 200 5').timestamp`,
    '2000-10-10T20:55:36Z',
  ],
  [
    'Asia/Kolkata',
    `parse_apache_log!(s'[Mon Mar 01 12:00:19 2021] [ab:alert] [pid 4803] [client 1.2.3.4:5] hi', "error", "%a %b %d %T %Y").timestamp`,
    '2021-03-01T06:30:19Z',
  ],
  [
    'Asia/Kolkata',
    `parse_nginx_log!(s'2021/04/01 13:02:31 [error] 31#31: *1 open() failed', "error").timestamp`,
    '2021-04-01T07:32:31Z',
  ],
  [
    'Asia/Kolkata',
    `parse_nginx_log!(s'1.2.3.4 - al [01/Apr/2021:12:02:31 +0000] "POST /x HTTP/1.1" 404 153 "-" "a"', "combined").timestamp`,
    '2021-04-01T12:02:31Z',
  ],
  [
    'Asia/Kolkata',
    'parse_syslog!("<34>Oct 11 22:14:15 host app: hi").timestamp',
    '2026-10-11T16:44:15Z',
  ],
  // a year makes it UTC there, whatever the zone
  [
    'Europe/Berlin',
    'parse_syslog!("<34>Jul 11 2003 22:14:15 host app: hi").timestamp',
    '2003-07-11T22:14:15Z',
  ],
  [
    'Europe/Berlin',
    'parse_linux_authorization!("Jan 11 22:14:15 host app: hi").timestamp',
    '2026-01-11T21:14:15Z',
  ],
  [
    'Europe/Berlin',
    'parse_syslog!("<13>1 2020-03-13T20:45:38Z dyn su 2426 ID389 - hi").timestamp',
    '2020-03-13T20:45:38Z',
  ],
  // writing a time takes UTC in any zone
  ['America/New_York', "t'2024-07-01T00:00:00Z'", '2024-07-01T00:00:00Z'],
];

for (const [zone, reads, time] of rows) {
  test(`in ${zone} ${reads} is ${time}`, () => {
    assert.equal(valueIn(zone, `format_timestamp!(${reads}, "%FT%TZ")`), time);
  });
}

for (const local of ['2024-03-31 02:30:00', '2024-10-27 02:30:00']) {
  test(`${local}, which clocks in Berlin show never or twice, is a failure`, () => {
    assert.equal(
      valueIn('Europe/Berlin', `parse_timestamp("${local}", "%F %T") ?? "none"`),
      'none',
    );
  });
}

for (const [source, code] of [
  ['parse_common_log("x", "y", "Asia/Tokyo") ?? 1', 106],
  ['parse_common_log("x", timezone: "Asia/Tokyo") ?? 1', 108],
  ['parse_syslog("x", "Asia/Tokyo") ?? 1', 106],
] as const) {
  test(`no program passes the zone itself: ${source}`, () => {
    const compiled = compileProgram(source, library('Asia/Tokyo'), 'values');
    assert.equal(compiled.ok ? null : compiled.diagnostics[0]?.code, code);
  });
}

const remap = { source: '.a = 1', file: null, use: 'remap' } as const;

test('another zone is another program, and UTC is none', () => {
  const compile = programsCompiler('.');
  const digest = (timezone?: string): unknown => {
    const found = compile({ ...remap, timezone }, 'transforms.a.source');
    return 'digest' in found ? found.digest : found.fault;
  };
  assert.equal(digest('UTC'), digest());
  assert.equal(digest('local'), digest());
  assert.notEqual(digest('Asia/Tokyo'), digest());
  assert.match(String(digest('Mars/Base')), /'Mars\/Base' is no time zone; allowed in timezone/);
});
