import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { auditSource } from '../../../../functions/cli/audit/audit-source.ts';
import type { Evidence } from '../../../../functions/cli/audit/evidence.ts';
import type { KafkaPartition } from '../../../../functions/cli/audit/read-kafka.ts';

/** Epochs of one object each: life, first, next. */
function evidence(...epochs: readonly (readonly [string, bigint, bigint])[]): Evidence {
  const objects = epochs.map(([incarnation, first, next], index) => ({
    place: `s3://lake/${index}`,
    byteLength: 1,
    deadLetter: false,
    named: { partition: 0, first },
    content: null,
    claim: {
      pipeline: 'p',
      groupId: 'g',
      topic: 't',
      partition: 0,
      incarnation,
      fingerprint: 'f',
      first,
      next,
      records: 1,
      objects: 1,
      events: 1,
      crc32: '00000000',
    },
  }));
  return { records: [], objects, damaged: [], replayed: [] };
}

function kafka(incarnation: string, committed: bigint | null): Map<string, KafkaPartition> {
  const at = { topic: 't', partition: 0, incarnation, committed };
  return new Map([
    ['t/0', { ...at, ledgerNext: null, logStart: 0n, logEnd: 99n, begin: committed && 0n }],
  ]);
}

const lives = (found: Evidence | null, known: ReadonlyMap<string, KafkaPartition>) =>
  auditSource('kafka', found === null ? new Map() : new Map([['t/0', found]]), known).map(
    ({ incarnation, isPresent, coverage }) => [
      incarnation,
      isPresent,
      ...coverage.covered.map(({ first, next }) => `${first}-${next}`),
      ...coverage.faults.map(({ kind }) => kind),
    ],
  );

describe('a partition in the lives of its topic', () => {
  for (const [what, found, known, expected] of [
    [
      'is judged for each: a topic made again begins at 0 without overlap',
      evidence(['old', 0n, 9n], ['new', 0n, 4n]),
      kafka('new', 4n),
      [
        ['new', true, '0-4'],
        ['old', false, '0-9'],
      ],
    ],
    [
      'has a gap where nothing of the present life is stored, though of an earlier one',
      evidence(['old', 0n, 9n]),
      kafka('new', 4n),
      [
        ['new', true, 'gap'],
        ['old', false, '0-9'],
      ],
    ],
    [
      'counts what does not say its life as of the present one',
      evidence(['', 0n, 4n], ['new', 4n, 9n]),
      kafka('new', 9n),
      [['new', true, '0-9']],
    ],
    [
      'is one where Kafka was not asked and there is one only',
      evidence(['', 0n, 4n], ['new', 4n, 9n]),
      new Map(),
      [['new', true, '0-9']],
    ],
    ['is told although nothing is stored of it', null, kafka('new', null), [['new', true]]],
    ['has a gap where all of it is gone', null, kafka('new', 4n), [['new', true, 'gap']]],
  ] as const) {
    it(what, () => {
      assert.deepEqual(lives(found, known), expected);
    });
  }
});
