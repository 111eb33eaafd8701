import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseEpochRecord } from '../../../../functions/cli/audit/parse-epoch-record.ts';

const place = { pipeline: 'p', topic: 't', partition: 0 };
const good = {
  version: 1,
  ...place,
  incarnation: '',
  first: '5',
  next: '9',
  fingerprint: 'f',
  openedAt: '2026-11-22T00:00:00.000Z',
  records: 4,
  objects: [{ sink: 's', key: 'k', deadLetter: false, events: 4, rawBytes: 9, crc32: '00000000' }],
  dropped: {},
};
const parse = (value: unknown) => parseEpochRecord(Buffer.from(JSON.stringify(value)), place);

describe('an epoch record', () => {
  it('is read as it was written', () => {
    assert.deepEqual(parse(good), good);
  });

  for (const [what, value, reason] of [
    ['of a newer version', { ...good, version: 2 }, /version 2; this Sluice reads version 1/],
    ['of another partition', { ...good, partition: 1 }, /it is of p, t\/1, and lies where p, t\/0/],
    ['of an empty range', { ...good, next: '5' }, /its range is 5 to 5/],
    ['without a range', { ...good, first: undefined }, /its range is undefined to 9/],
    ['without objects', { ...good, objects: undefined }, /fields are missing/],
    ['with half an object', { ...good, objects: [{ sink: 's', key: 'k' }] }, /fields are missing/],
    ['with a count below zero', { ...good, records: -1 }, /fields are missing/],
    ['that is an array', [], /it is no epoch record/],
    ['that is null', null, /it is no epoch record/],
  ] as const) {
    it(`${what} is told apart`, () => {
      const wrong = parse(value);
      assert.ok(typeof wrong === 'string');
      assert.match(wrong, reason);
    });
  }

  it('that is no JSON is told by its length alone', () => {
    assert.equal(parseEpochRecord(Buffer.from('{"secret'), place), 'its 8 bytes are not JSON');
  });
});
