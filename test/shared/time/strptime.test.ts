import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileStrftime } from '../../../shared/time/strftime.ts';
import { compileStrptime } from '../../../shared/time/strptime.ts';
import { timeZone, type TimeZone } from '../../../shared/time/zone.ts';

function zone(name: string): TimeZone {
  const found = timeZone(name);
  assert.ok(found !== null);
  return found;
}

function parse(text: string, format: string, name = 'UTC'): number | null {
  const parser = compileStrptime(format, zone(name));
  assert.ok(parser.ok, parser.ok ? '' : parser.faults.join('; '));
  return parser.parse(text);
}

describe('strptime', () => {
  const read: [string, string, string, string][] = [
    ['2024-12-28 18:01:02', '%F %T', 'UTC', '2024-12-28T18:01:02Z'],
    ['2024-12-28  18:01:02', '%F %T', 'UTC', '2024-12-28T18:01:02Z'],
    ['28.12.2024', '%d.%m.%Y', 'UTC', '2024-12-28T00:00:00Z'],
    ['28/Dec/2024:18:01:02 +0900', '%d/%b/%Y:%T %z', 'UTC', '2024-12-28T09:01:02Z'],
    ['Sat, 28 Dec 2024 18:01:02 GMT', '%a, %d %b %Y %T %Z', 'UTC', '2024-12-28T18:01:02Z'],
    ['december 8 2024', '%B %e %Y', 'UTC', '2024-12-08T00:00:00Z'],
    ['2024-12-28T18:01:02.5Z', '%+', 'UTC', '2024-12-28T18:01:02.500Z'],
    ['2024-12-28T18:01:02.1239+01:00', '%+', 'UTC', '2024-12-28T17:01:02.123Z'],
    ['20241228180102039', '%Y%m%d%H%M%S%3f', 'UTC', '2024-12-28T18:01:02.039Z'],
    ['2024-363', '%Y-%j', 'UTC', '2024-12-28T00:00:00Z'],
    ['69-01-02', '%y-%m-%d', 'UTC', '2069-01-02T00:00:00Z'],
    ['70-01-02', '%y-%m-%d', 'UTC', '1970-01-02T00:00:00Z'],
    ['1735408862.5', '%s%.f', 'UTC', '2024-12-28T18:01:02.500Z'],
    ['2024-12-28 12:00:00 AM', '%F %r', 'UTC', '2024-12-28T00:00:00Z'],
    ['2024-12-28 12:30 pm', '%F %I:%M %p', 'UTC', '2024-12-28T12:30:00Z'],
    ['2024-12-28 03:00', '%F %R', 'Asia/Seoul', '2024-12-27T18:00:00Z'],
    ['2024-12-28 03:00 Europe/Berlin', '%F %R %Z', 'Asia/Seoul', '2024-12-28T02:00:00Z'],
    // left out and repeated by daylight saving
    ['2024-03-10 02:30', '%F %R', 'America/New_York', '2024-03-10T07:30:00Z'],
    ['2024-11-03 01:30', '%F %R', 'America/New_York', '2024-11-03T05:30:00Z'],
    ['2016-12-31 23:59:60', '%F %T', 'UTC', '2017-01-01T00:00:00Z'],
    ['(2024) [12] 28?', '(%Y) [%m] %d?', 'UTC', '2024-12-28T00:00:00Z'],
  ];
  for (const [text, format, name, expected] of read) {
    it(`reads ${text} as ${format} in ${name}`, () => {
      assert.equal(parse(text, format, name), Date.parse(expected));
    });
  }

  const unreadable: [string, string][] = [
    ['', '%F'],
    ['2024-02-30', '%F'],
    ['2023-02-29', '%F'],
    ['2024-13-01', '%F'],
    ['2024-00-01', '%F'],
    ['2024-12-28 24:00:00', '%F %T'],
    ['2024-12-28 10:60:00', '%F %T'],
    ['2024-12-28 13:00 PM', '%F %I:%M %p'],
    ['2023-366', '%Y-%j'],
    ['2023-000', '%Y-%j'],
    ['Sun, 28 Dec 2024', '%a, %d %b %Y'],
    ['2024-12-28 trailing', '%F'],
    ['x2024-12-28', '%F'],
    ['2024-12-28 +9900', '%F %z'],
    ['2024-12-28 Nowhere/Land', '%F %Z'],
  ];
  for (const [text, format] of unreadable) {
    it(`gives null for '${text}' as ${format}`, () => assert.equal(parse(text, format), null));
  }

  const refused: [string, RegExp][] = [
    ['%H:%M', /says no date/],
    ['%Y-%m', /says no date/],
    ['%G-W%V-%u', /%G can be written but not read: allowed are/],
    ['%F %Q', /unknown time specifier %Q/],
  ];
  for (const [format, fault] of refused) {
    it(`refuses ${format}`, () => {
      const parser = compileStrptime(format);
      assert.ok(!parser.ok);
      assert.match(parser.faults.join('\n'), fault);
    });
  }

  it('reads what strftime writes', () => {
    const formats: [string, number][] = [
      ['%F %T%.3f %:z', 1],
      ['%+', 1],
      ['%c %z %f', 1],
      ['%s.%L', 1],
      ['%Y %j %I:%M:%S %p %z', 1000],
      ['%A, %e %B %Y %H:%M %z', 60_000],
    ];
    const zones = ['UTC', 'Asia/Seoul', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia'];
    fc.assert(
      fc.property(
        fc.constantFrom(...formats),
        fc.constantFrom(...zones),
        // from 1972 on offsets are whole minutes, as texts can say them
        fc.integer({ min: 7e10, max: 2.5e14 }),
        ([format, unit], name, anyTime) => {
          const time = Math.floor(anyTime / unit) * unit;
          const writer = compileStrftime(format, zone(name));
          assert.ok(writer.ok);
          assert.equal(parse(writer.format.format(time), format), time);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('reads local times back wherever they come only once', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Asia/Seoul', 'America/New_York', 'Australia/Lord_Howe'),
        fc.integer({ min: 7e10, max: 4e12 }),
        (name, time) => {
          const writer = compileStrftime('%F %T%.3f', zone(name));
          assert.ok(writer.ok);
          const text = writer.format.format(time);
          const back = parse(text, '%F %T%.3f', name);
          assert.ok(back !== null);
          // a repeated hour is read as its first pass: earlier by what the clocks were set back
          if (back !== time) assert.ok([1_800_000, 3_600_000].includes(time - back));
          assert.equal(writer.format.format(back), text);
        },
      ),
      { numRuns: 1500 },
    );
  });
});
