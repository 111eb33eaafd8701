import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatRfc3339, parseRfc3339 } from '../../../shared/time/rfc3339.ts';

describe('RFC 3339', () => {
  it('is written as Date writes it, whatever was written before', () => {
    const near = fc.integer({ min: 1735408860000, max: 1735408863000 });
    const any = fc.integer({ min: -8.64e15, max: 8.64e15 });
    fc.assert(
      fc.property(fc.array(fc.oneof(near, any), { minLength: 1 }), (times) => {
        for (const time of times) assert.equal(formatRfc3339(time), new Date(time).toISOString());
      }),
      { numRuns: 1000 },
    );
  });

  it('is refused for what is no time', () => {
    for (const time of [Number.NaN, Infinity, 8.65e15]) {
      assert.throws(() => formatRfc3339(time), RangeError);
    }
    assert.equal(formatRfc3339(0), '1970-01-01T00:00:00.000Z');
  });

  const read: [string, string | null][] = [
    ['2024-12-28T18:01:02Z', '2024-12-28T18:01:02.000Z'],
    ['2024-12-28t18:01:02z', '2024-12-28T18:01:02.000Z'],
    ['2024-12-28 18:01:02.1+09:00', '2024-12-28T09:01:02.100Z'],
    ['2024-12-28T18:01:02.123999999-01:30', '2024-12-28T19:31:02.123Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2024-12-28T18:01:02', null],
    ['2024-12-28', null],
    ['2024-12-28T18:01Z', null],
    ['2024-02-30T00:00:00Z', null],
    ['2024-12-28T25:00:00Z', null],
    ['2024-12-28T18:01:02+24:00', null],
    ['2024-12-28T18:01:02.Z', null],
    [' 2024-12-28T18:01:02Z', null],
    ['', null],
  ];
  for (const [text, expected] of read) {
    it(`reads '${text}' as ${expected}`, () => {
      assert.equal(parseRfc3339(text), expected === null ? null : Date.parse(expected));
    });
  }

  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -6e13, max: 2.5e14 }), (time) => {
        assert.equal(parseRfc3339(formatRfc3339(time)), time);
      }),
      { numRuns: 1000 },
    );
  });
});
