import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileStrftime, type TimeFormat } from '../../../shared/time/strftime.ts';
import { timeZone, type TimeZone } from '../../../shared/time/zone.ts';

const moment = Date.parse('2024-12-28T18:01:02.039Z');

function zone(name: string): TimeZone {
  const found = timeZone(name);
  assert.ok(found !== null);
  return found;
}

function compiled(text: string, name = 'UTC'): TimeFormat {
  const format = compileStrftime(text, zone(name));
  assert.ok(format.ok, format.ok ? '' : format.faults.join('; '));
  return format.format;
}

describe('strftime', () => {
  // Saturday; the 363rd day; ISO week 52
  const written: [string, string][] = [
    ['%Y|%C|%y|%m|%d|%j', '2024|20|24|12|28|363'],
    ['%b|%h|%B|%a|%A', 'Dec|Dec|December|Sat|Saturday'],
    ['%u|%w|%U|%W|%V|%G|%g|%q', '6|6|51|52|52|2024|24|4'],
    ['%H|%k|%I|%l|%p|%P|%M|%S', '18|18|06| 6|PM|pm|01|02'],
    ['%s', '1735408862'],
    ['%L|%3f|%6f|%9f|%f', '039|039|039000|039000000|039000000'],
    ['%.f|%.3f|%.6f|%.9f', '.039|.039|.039000|.039000000'],
    ['%z|%:z|%Z', '+0000|+00:00|UTC'],
    ['%F|%D|%x|%v|%R|%T|%X', '2024-12-28|12/28/24|12/28/24|28-Dec-2024|18:01|18:01:02|18:01:02'],
    ['%r|%c', '06:01:02 PM|Sat Dec 28 18:01:02 2024'],
    ['%+', '2024-12-28T18:01:02.039+00:00'],
    ['100%%|%n|%t|é', '100%|\n|\t|é'],
    ['', ''],
  ];
  for (const [format, text] of written) {
    it(`writes ${format}`, () => assert.equal(compiled(format).format(moment), text));
  }

  const elsewhere: [string, string, string, string][] = [
    ['Asia/Seoul', '2024-12-28T18:01:02Z', '%F %T %z', '2024-12-29 03:01:02 +0900'],
    ['+05:45', '2024-12-28T18:01:02Z', '%F %T %:z', '2024-12-28 23:46:02 +05:45'],
    ['America/New_York', '2024-03-10T06:59:59Z', '%T %z', '01:59:59 -0500'],
    ['America/New_York', '2024-03-10T07:00:00Z', '%T %z', '03:00:00 -0400'],
    // clocks were changed at 00:01 there
    ['America/St_Johns', '2010-03-14T03:30:59Z', '%T', '00:00:59'],
    ['America/St_Johns', '2010-03-14T03:31:00Z', '%T', '01:01:00'],
    // 44 minutes and 30 seconds behind UTC until 1972
    ['Africa/Monrovia', '1971-06-01T00:00:00Z', '%T', '23:15:30'],
  ];
  for (const [name, at, format, text] of elsewhere) {
    it(`writes ${at} in ${name}`, () => {
      assert.equal(compiled(format, name).format(Date.parse(at)), text);
    });
  }

  const isoWeeks: [string, string][] = [
    ['2021-01-03', '2020-W53-7'],
    ['2021-01-04', '2021-W01-1'],
    ['2024-12-30', '2025-W01-1'],
    ['2027-01-01', '2026-W53-5'],
    ['2000-01-01', '1999-W52-6'],
  ];
  for (const [date, week] of isoWeeks) {
    it(`puts ${date} into week ${week}`, () => {
      assert.equal(compiled('%G-W%V-%u').format(Date.parse(date)), week);
    });
  }

  it('refuses what it does not know, all at once, and says what it knows', () => {
    const format = compileStrftime('%Q %é %');
    assert.ok(!format.ok);
    assert.equal(format.faults.length, 3);
    assert.match(
      format.faults[0] ?? '',
      /unknown time specifier %Q at position 0: allowed are .*%Y/,
    );
    assert.match(format.faults[1] ?? '', /%é at position 3/);
    assert.match(format.faults[2] ?? '', /percent sign at the end/);
  });

  const names = ['UTC', 'Asia/Seoul', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
  const ancient = ['America/St_Johns', 'Africa/Monrovia', 'Europe/Amsterdam'];

  it('agrees with Intl at any time in any zone', () => {
    const text = '%Y-%m-%d %H:%M:%S';
    const zones = [...names, ...ancient].map((name) => ({
      format: compiled(text, name),
      intl: new Intl.DateTimeFormat('sv-SE', {
        timeZone: name,
        dateStyle: 'short',
        timeStyle: 'medium',
      }),
    }));
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        // from 1001 to 9997, where both write four digits
        fc.integer({ min: -30_578_000_000, max: 253_300_000_000 }).map((second) => second * 1000),
        ({ format, intl }, time) => assert.equal(format.format(time), intl.format(time)),
      ),
      { numRuns: 3000 },
    );
  });

  it('agrees with Date in UTC', () => {
    const format = compiled('%Y-%m-%dT%H:%M:%S.%LZ|%a, %d %b %Y %T GMT');
    fc.assert(
      fc.property(fc.integer({ min: -6e13, max: 2.5e14 }), (time) => {
        const date = new Date(time);
        assert.equal(format.format(time), `${date.toISOString()}|${date.toUTCString()}`);
      }),
      { numRuns: 2000 },
    );
  });

  it('writes all times of one unit alike, from 1972 on', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names, ...ancient),
        fc.constantFrom('%Y', '%H', '%H%M', '%V', '%p', '%Z'),
        fc.integer({ min: 7e10, max: 4e12 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (name, text, time, part) => {
          const { format, unitMs } = compiled(text, name);
          const start = Math.floor(time / unitMs) * unitMs;
          assert.equal(format(start + Math.floor(part * unitMs)), format(start));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
