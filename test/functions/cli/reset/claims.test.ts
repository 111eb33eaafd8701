import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nothing } from '../../../../functions/cli/audit/audit-source.ts';
import type { Evidence, FoundObject } from '../../../../functions/cli/audit/evidence.ts';
import { claimsOf } from '../../../../functions/cli/reset/claims.ts';

const place = 's3://lake/raw/t+0+00000000000000000040.ndjson';

/** An object that was stored while it grew, so that only a record says where its epoch ends. */
function grown(groupId: string | null): FoundObject {
  return {
    place,
    byteLength: 9,
    deadLetter: false,
    named: { partition: 0, first: 40n },
    claim: {
      pipeline: 'p',
      groupId,
      topic: 't',
      partition: 0,
      incarnation: '',
      fingerprint: 'now',
      first: 40n,
      grown: true,
    },
    content: null,
  };
}

const recordPlace = 's3://lake/_sluice/p/g/t/0/00000000000000000040.json';
const records: Evidence['records'] = [
  {
    place: recordPlace,
    objectPlaces: [place],
    record: {
      version: 1,
      pipeline: 'p',
      topic: 't',
      partition: 0,
      incarnation: '',
      first: '40',
      next: '90',
      fingerprint: 'now',
      openedAt: '2026-11-25T10:00:00.000Z',
      records: 50,
      objects: [
        { sink: 's3', key: 'raw/…', deadLetter: false, events: 50, rawBytes: 9, crc32: '0' },
      ],
      dropped: {},
    },
  },
];

describe('claims of objects that have grown', () => {
  it('are those of the record that names them, whoever they say they are of', () => {
    const { claims } = claimsOf({ ...nothing, records, objects: [grown(null)] }, 'g');
    assert.equal(claims.length, 1);
    const { kind, first, next, isWhole, objects } = claims[0]!;
    assert.deepEqual([kind, first, next, isWhole], ['epoch', 40n, 90n, true]);
    assert.deepEqual(
      objects.map((object) => [object.place, object.isSurelyOurs]),
      [[place, true]],
    );
  });

  it('are a remnant of where they begin, where no record names them', () => {
    for (const [groupId, isSurelyOurs] of [
      ['g', true],
      [null, false],
    ] as const) {
      const { claims, leftAlone } = claimsOf({ ...nothing, objects: [grown(groupId)] }, 'g');
      assert.deepEqual(leftAlone, []);
      const [{ kind, first, next, objects } = assert.fail()] = claims;
      assert.deepEqual([kind, first, next], ['remnant', 40n, 41n]);
      assert.deepEqual(
        objects.map((object) => object.isSurelyOurs),
        [isSurelyOurs],
      );
    }
  });
});
