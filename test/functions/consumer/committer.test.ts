import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { Committer } from '../../../functions/consumer/committer.ts';
import type {
  CommitOutcome,
  CommitResult,
  OffsetToCommit,
} from '../../../functions/consumer/kafka/port.ts';
import type { SluiceError } from '../../../shared/errors.ts';
import type { Ownership } from '../../../shared/record.ts';

const at = { topic: 'devices', partition: 0 };
const ownership = (generation: number): Ownership => ({
  memberId: 'm',
  generation,
  assignment: generation,
});

/** A coordinator that answers as it is told, and remembers what it was sent. */
function scripted(outcomes: readonly CommitOutcome[], retryable = true, says = 'SAID_SO') {
  const sent: (OffsetToCommit & { readonly generation: number })[] = [];
  const fatal: SluiceError[] = [];
  let calls = 0;
  const committer = new Committer({
    source: 'kafka',
    commit: async (owner, offsets): Promise<CommitResult[]> => {
      const outcome = outcomes[calls++] ?? 'ok';
      for (const offset of offsets) sent.push({ ...offset, generation: owner.generation });
      await sleep(1);
      return offsets.map(({ topic, partition }) => ({
        topic,
        partition,
        outcome,
        reason: outcome === 'ok' ? null : says,
        retryable,
      }));
    },
    emit: () => undefined,
    onUnknown: null,
    onFatal: (error) => fatal.push(error),
  });
  return { committer, sent, fatal };
}

const plain = (offset: bigint) => ({ offset, metadata: '' });
const patience = (): AbortSignal => AbortSignal.timeout(5_000);

test('what is published together goes in one request, and what comes meanwhile in the next', async () => {
  const { committer, sent } = scripted([]);
  committer.assign(at, ownership(1), plain(0n));
  for (const next of [1n, 5n, 10n]) committer.published(at, next);
  while (sent.length === 0) await nextTurn();
  for (const next of [20n, 30n]) committer.published(at, next);
  await committer.flushed(patience());
  assert.deepEqual(
    sent.map(({ offset }) => offset),
    [10n, 30n],
  );
  assert.deepEqual(committer.committed(at)?.offset, 30n);
});

test('an unanswered commit is sent again under the same ownership', async () => {
  const { committer, sent } = scripted(['unknown', 'unknown']);
  committer.assign(at, ownership(7), plain(0n));
  committer.published(at, 5n);
  await committer.flushed(patience());
  assert.deepEqual(
    sent.map(({ offset, generation }) => [offset, generation]),
    [
      [5n, 7],
      [5n, 7],
      [5n, 7],
    ],
  );
  assert.deepEqual(committer.committed(at)?.offset, 5n);
});

test('a fenced commit waits until the partition is kept, then goes under the new generation', async () => {
  const { committer, sent } = scripted(['fenced']);
  committer.assign(at, ownership(1), plain(0n));
  committer.published(at, 5n);
  await committer.flushed(patience());
  assert.deepEqual(committer.committed(at)?.offset, 0n);
  committer.keep(at, ownership(2), plain(0n));
  await committer.flushed(patience());
  assert.deepEqual(
    sent.map(({ generation }) => generation),
    [1, 2],
  );
  assert.deepEqual(committer.committed(at)?.offset, 5n);
});

test('a partition that was lost is not committed any more', async () => {
  const { committer, sent } = scripted([]);
  committer.assign(at, ownership(1), plain(0n));
  committer.release(at);
  committer.published(at, 5n);
  await committer.flushed(patience());
  assert.deepEqual(sent, []);
});

test('a refusal that cannot heal ends the process and says the reason', async () => {
  const { committer, fatal } = scripted(['refused'], false);
  committer.assign(at, ownership(1), plain(0n));
  committer.published(at, 5n);
  await committer.flushed(patience());
  assert.equal(fatal[0]?.code, 'KAFKA_ACCESS_DENIED');
  assert.match(fatal[0]?.message ?? '', /SAID_SO/);
});

test('a ledger that the broker finds too long ends the process, and says how long it is and what to do', async () => {
  const { committer, fatal } = scripted(['refused'], false, 'OFFSET_METADATA_TOO_LARGE');
  committer.assign(at, ownership(1), plain(0n));
  void committer.place(at, { offset: 0n, metadata: 'x'.repeat(300) });
  await committer.flushed(patience());
  assert.equal(fatal[0]?.code, 'LEDGER_TOO_LARGE');
  assert.match(fatal[0]?.message ?? '', /offset 0 of devices\/0 with a ledger of 300 bytes/);
  assert.match(fatal[0]?.remedy ?? '', /offset\.metadata\.max\.bytes/);
});

test('offsets that reach the broker rise, whatever it answers', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom<CommitOutcome>('ok', 'fenced'), { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 }),
      async (outcomes, steps) => {
        const { committer, sent } = scripted(outcomes);
        let generation = 1;
        let next = 0n;
        committer.assign(at, ownership(generation), plain(0n));
        for (const step of steps) {
          next += BigInt(step);
          committer.published(at, next);
          if (step % 3 === 0) await committer.flushed(patience());
          if (step % 5 === 0)
            committer.keep(at, ownership(++generation), committer.committed(at) ?? plain(0n));
        }
        for (let tries = 0; committer.committed(at)?.offset !== next; tries++) {
          assert.ok(tries < 20, 'the last offset is never committed');
          committer.keep(at, ownership(++generation), committer.committed(at) ?? plain(0n));
          await committer.flushed(patience());
        }
        const offsets = sent.map(({ offset }) => offset);
        assert.deepEqual(
          offsets,
          offsets.toSorted((a, b) => (a < b ? -1 : Number(a > b))),
        );
      },
    ),
    { numRuns: 50 },
  );
});
