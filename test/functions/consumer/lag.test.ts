import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Committer } from '../../../functions/consumer/committer.ts';
import { Lag } from '../../../functions/consumer/lag.ts';
import { partitionKey } from '../../../shared/record.ts';
import { engineOf } from '../../support/engine.ts';
import { memoryChunk } from '../../support/memory-chunk.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { minimalPipeline } from '../../support/minimal-pipeline.ts';

const nowMs = 1_700_000_000_000;
const ownership = { memberId: 'm', generation: 1, assignment: 1 };
const at = (partition: number) => ({ topic: 'devices', partition });
const minutes = (count: number): number => count * 60_000;

/** A source of two partitions of which 0 ends at 10 and 1 at 20. */
function underTest(delivery: 'exact' | 'dense', acknowledged = true) {
  const { source } = engineOf(
    minimalPipeline({ top: { delivery } }),
    new Map([['s3', memoryStore()]]),
    () => nowMs,
  );
  const committer = new Committer({
    source: 'kafka',
    commit: async () => [],
    emit: () => undefined,
    onUnknown: () => undefined,
    onFatal: () => undefined,
  });
  const ends = [10n, 20n];
  const bounds = new Map(
    ends.map((end, partition) => [
      partitionKey('devices', partition),
      { ...at(partition), logStart: 0n, highWatermark: end, lastStable: end },
    ]),
  );
  const clock = { nowMs };
  const lag = new Lag('kafka', source, committer, async () => bounds, {
    clock: () => clock.nowMs,
    acknowledged,
  });
  return {
    clock,
    begin: (partition: number, position: bigint) => {
      source.assign(at(partition), ownership, position);
      committer.assign(at(partition), ownership, { offset: position, metadata: '' });
    },
    take: (partition: number, offset: bigint, ...timesMs: number[]) => {
      const records = timesMs.map((timestampMs, index) => ({
        offset: offset + BigInt(index),
        timestampMs,
        value: '{}',
      }));
      const next = offset + BigInt(timesMs.length);
      source.accept(memoryChunk({ partition, ownership, start: offset, next, records }));
    },
    until: async () => {
      await lag.refresh();
      return lag.partitions(clock.nowMs).map(({ completeUntilMs }) => completeUntilMs);
    },
  };
}

describe('the time up to which a partition is complete', () => {
  it('is the present, less what the answer may be old, where all is committed', async () => {
    const { begin, until } = underTest('exact');
    begin(0, 10n);
    assert.deepEqual(await until(), [nowMs - 5_000]);
  });

  it('is that of its oldest record that is taken and not stored, in whatever order they came', async () => {
    const { begin, take, until } = underTest('exact');
    begin(0, 0n);
    take(0, 0n, nowMs - minutes(3), nowMs - minutes(7), nowMs + minutes(9));
    assert.deepEqual(await until(), [nowMs - minutes(7)]);
  });

  it('is not known where records wait on the broker and none was taken, and then stays what it was', async () => {
    const { begin, clock, until } = underTest('exact');
    begin(0, 10n);
    begin(1, 3n);
    assert.deepEqual(await until(), [nowMs - 5_000, 0]);
    clock.nowMs += minutes(1);
    assert.deepEqual(await until(), [clock.nowMs - 5_000, 0]);
  });

  it('does not come from records of another partition in the same objects', async () => {
    const { begin, take, until } = underTest('dense');
    begin(0, 0n);
    begin(1, 3n);
    take(0, 0n, nowMs - minutes(2));
    assert.deepEqual(await until(), [nowMs - minutes(2), 0]);
  });

  it('is never ahead of the present for records from the future', async () => {
    const { begin, take, until } = underTest('exact');
    begin(0, 0n);
    take(0, 0n, nowMs + minutes(600));
    assert.deepEqual(await until(), [nowMs - 5_000]);
  });

  it('cannot be told where offsets do not wait for storage', async () => {
    const { begin, until } = underTest('dense', false);
    begin(0, 10n);
    assert.deepEqual(await until(), [null]);
  });
});
