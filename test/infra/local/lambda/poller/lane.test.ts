import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { encodeRecord } from '../../../../../functions/cli/events/event-builder.ts';
import type { InvokeOptions, Outcome } from '../../../../../infra/local/lambda/invoke-emulator.ts';
import type { FaultOptions } from '../../../../../infra/local/lambda/poller/faults.ts';
import { Lane, type LaneOptions } from '../../../../../infra/local/lambda/poller/lane.ts';
import {
  type QueuedRecord,
  RecordQueues,
} from '../../../../../infra/local/lambda/poller/record-queues.ts';

const topic = 'devices-1';
const value = Buffer.from('{}');

function recordAt(partition: number, offset: bigint): QueuedRecord {
  const record = { topic, partition, offset, timestampMs: 1, key: null, value, headers: [] };
  return { partition, offset, encoded: encodeRecord(record) };
}

interface Event {
  readonly records: Readonly<
    Record<string, readonly { readonly partition: number; readonly offset: number }[]>
  >;
}
type Offsets = Readonly<Record<number, readonly number[]>>;

/** A topic of so many records by partition, and what a lane makes of it. */
class Simulation {
  readonly queues: RecordQueues;
  readonly commits: [partition: number, next: bigint][] = [];
  /** Of each invocation: the offsets by partition. */
  readonly events: Offsets[] = [];
  /** What a sink that replaces by first offset holds: partition and first offset, and the offsets. */
  readonly lake = new Map<string, readonly number[]>();
  readonly lane: Lane;

  constructor(
    lengths: readonly number[],
    options: Partial<LaneOptions>,
    answer: (offsets: Offsets, options: InvokeOptions) => Outcome | null = () => null,
  ) {
    const ends = lengths.map((length, partition): [number, bigint] => [partition, BigInt(length)]);
    this.queues = new RecordQueues(
      new Map(ends),
      new Map(ends.map(([partition]) => [partition, 0n])),
    );
    for (const [partition, length] of lengths.entries()) {
      if (options.windowMs !== undefined) continue;
      this.queues.add(Array.from({ length }, (_, offset) => recordAt(partition, BigInt(offset))));
    }
    const invoke = async (event: string, invokeOptions: InvokeOptions = {}): Promise<Outcome> => {
      const { records } = JSON.parse(event) as Event;
      const offsets = Object.fromEntries(
        Object.values(records).map((some) => [
          some[0]?.partition ?? -1,
          some.map(({ offset }) => offset),
        ]),
      );
      this.events.push(offsets);
      const said = answer(offsets, invokeOptions);
      if (said?.ok === false) return said;
      const failed = JSON.stringify(said ?? {});
      for (const [partition, some] of Object.entries(offsets)) {
        if (failed.includes(`"${topic}-${partition}"`)) continue;
        this.lake.set(`${partition} ${some[0]}`, some);
      }
      if (said !== null) return said;
      return invokeOptions.crashAfterHandler === true
        ? { ok: false, errorType: 'Runtime.ExitError', errorMessage: 'killed' }
        : { ok: true, payload: null };
    };
    this.lane = new Lane({
      target: { invoke },
      number: 0,
      partitions: ends.map(([partition]) => partition),
      reader: {
        queues: this.queues,
        partitions: ends.map(([partition]) => partition),
        commit: async (partition, next) => void this.commits.push([partition, next]),
        close: async () => undefined,
      },
      topic,
      bootstrapServers: 'b-1:9092',
      batchSize: 10,
      windowMs: 0,
      retryDelayMs: 0,
      maxBytes: 1_000_000,
      reportsItems: true,
      signal: new AbortController().signal,
      ...options,
    });
  }

  /** The records of the first partition up to an offset come, where a window was given. */
  come(next: number): void {
    this.queues.add(Array.from({ length: next }, (_, offset) => recordAt(0, BigInt(offset))));
  }

  /** How often each record is in the lake. */
  stored(partition: number): number[] {
    const all = [...this.lake].filter(([name]) => name.startsWith(`${partition} `));
    return all.flatMap(([, offsets]) => [...offsets]).toSorted((a, b) => a - b);
  }
}

const range = (first: number, next: number): number[] =>
  Array.from({ length: next - first }, (_, index) => first + index);
const error: Outcome = { ok: false, errorType: 'Error', errorMessage: 'no' };
const items = (partition: number, offsets: readonly number[]): Outcome => ({
  ok: true,
  payload: {
    batchItemFailures: offsets.map((offset) => ({
      itemIdentifier: { partition: `${topic}-${partition}`, offset },
    })),
  },
});

describe('a lane', () => {
  it('makes batches of all its partitions, an equal share of each first', async () => {
    const simulation = new Simulation([12, 3, 0, 5], {});
    await simulation.lane.run();
    assert.deepEqual(simulation.events, [
      { 0: range(0, 4), 1: range(0, 3), 3: range(0, 3) },
      { 0: range(4, 12), 3: [3, 4] },
    ]);
    assert.deepEqual(simulation.commits, [
      [0, 4n],
      [1, 3n],
      [3, 3n],
      [0, 12n],
      [3, 5n],
    ]);
    assert.equal(simulation.lane.counts.records, 20);
  });

  it('ends an event before it has too many bytes, and refuses a record that is alone too large', async () => {
    const { byteLength } = recordAt(0, 0n).encoded;
    const roomFor = (records: number): number => 300 + records * (byteLength + 1);
    const simulation = new Simulation([7], { maxBytes: roomFor(3) });
    await simulation.lane.run();
    assert.deepEqual(simulation.events, [{ 0: [0, 1, 2] }, { 0: [3, 4, 5] }, { 0: [6] }]);
    await assert.rejects(
      new Simulation([1], { maxBytes: 200 }).lane.run(),
      /record at offset 0 of partition 0 has \d+ bytes in an event; allowed: 200/,
    );
  });

  it('sends a failed batch again before anything that follows', async () => {
    let failures = 2;
    const simulation = new Simulation([15], {}, () => (failures-- > 0 ? error : null));
    await simulation.lane.run();
    const first = { 0: range(0, 10) };
    assert.deepEqual(simulation.events, [first, first, first, { 0: range(10, 15) }]);
    assert.deepEqual(simulation.commits, [
      [0, 10n],
      [0, 15n],
    ]);
  });

  it('sends items that are named again alone, and commits what that allows', async () => {
    let failures = 1;
    const simulation = new Simulation([5, 5], {}, () => (failures-- > 0 ? items(1, [2, 3]) : null));
    await simulation.lane.run();
    assert.deepEqual(simulation.events, [{ 0: range(0, 5), 1: range(0, 5) }, { 1: [2, 3] }]);
    assert.deepEqual(simulation.commits, [
      [0, 5n],
      [1, 2n],
      [1, 5n],
    ]);
  });

  it('loses what a function names to a mapping that does not ask for items', async () => {
    const simulation = new Simulation([5], { reportsItems: false }, () => items(0, [2, 3]));
    await simulation.lane.run();
    assert.deepEqual(simulation.events, [{ 0: range(0, 5) }]);
    assert.deepEqual(simulation.commits, [[0, 5n]]);
  });

  it('cuts a failed batch in two until the one that fails is alone, where it is to bisect', async () => {
    const poison = 6;
    const simulation = new Simulation([10], { bisects: true, maxAttempts: 3 }, (offsets) =>
      offsets[0]?.includes(poison) === true ? error : null,
    );
    await assert.rejects(simulation.lane.run(), /has failed 3 times at the same batch.*Error: no/);
    assert.deepEqual(simulation.events.slice(0, 5), [
      { 0: range(0, 10) },
      { 0: range(0, 5) },
      { 0: range(5, 10) },
      { 0: range(5, 8) },
      { 0: [5, 6] },
    ]);
    assert.deepEqual(simulation.commits, [
      [0, 5n],
      [0, 6n],
    ]);
  });

  it('takes what has come when its window is over, though more is to come', async () => {
    const simulation = new Simulation([6], { windowMs: 1 }, () => {
      simulation.come(6);
      return null;
    });
    simulation.come(2);
    await simulation.lane.run();
    assert.deepEqual(simulation.events, [{ 0: [0, 1] }, { 0: range(2, 6) }]);
  });

  it('does not wait for a function once all is to end', async () => {
    const stop = new AbortController();
    const simulation = new Simulation([5], { signal: stop.signal, target: { invoke } });
    function invoke(): Promise<Outcome> {
      stop.abort();
      return new Promise(() => {});
    }
    await simulation.lane.run();
    assert.deepEqual(simulation.commits, []);
  });

  it('reads a batch anew and shorter, where it is to, and what was cut off comes after it', async () => {
    const faults = { seed: 4, share: 1, atMost: 2, rereads: true };
    const simulation = new Simulation([10], { faults });
    await simulation.lane.run();
    const [first = {}, second = {}, ...more] = simulation.events;
    assert.deepEqual(first, { 0: range(0, first[0]?.length ?? 0) });
    assert.ok((second[0]?.length ?? 0) < (first[0]?.length ?? 0), JSON.stringify([first, second]));
    assert.equal(second[0]?.[0], 0);
    assert.ok(more.length > 0);
    assert.equal(simulation.lane.counts.shrunk, 1);
    assert.deepEqual(simulation.stored(0), range(0, 10));
    assert.deepEqual(simulation.commits.at(-1), [0, 10n]);
  });

  it('stores everything once in a sink that replaces by first offset, whatever happens but bisecting', async () => {
    const faults: fc.Arbitrary<FaultOptions> = fc.record({
      seed: fc.nat(),
      share: fc.constant(0.6),
      atMost: fc.nat(12),
      rereads: fc.boolean(),
    });
    const seen = {
      grown: 0,
      shrunk: 0,
      crashed: 0,
      partitionsReported: 0,
      answersLost: 0,
      throttled: 0,
      itemsReported: 0,
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        faults,
        // the invocations in which the function itself fails for the last partition of the event
        fc.uniqueArray(fc.nat(12), { maxLength: 4 }),
        async (lengths, batchSize, reportsItems, options, failing) => {
          let invocation = 0;
          const answer = (offsets: Offsets): Outcome | null => {
            if (!failing.includes(invocation++)) return null;
            const [[partition, some] = ['0', []]] = Object.entries(offsets).toReversed();
            return reportsItems ? items(Number(partition), some) : error;
          };
          const limits = { batchSize, reportsItems, faults: options };
          const simulation = new Simulation(lengths, limits, answer);
          await simulation.lane.run();
          const { counts } = simulation.lane;
          for (const name of Object.keys(seen) as (keyof typeof seen)[]) seen[name] += counts[name];
          assert.equal(
            counts.records,
            lengths.reduce((sum, length) => sum + length, 0),
          );
          for (const [partition, length] of lengths.entries()) {
            assert.deepEqual(simulation.stored(partition), range(0, length));
            const commits = simulation.commits.filter(([of]) => of === partition);
            assert.equal(commits.at(-1)?.[1] ?? 0n, BigInt(length));
            const rising = commits.toSorted(([, a], [, b]) => Number(a - b));
            assert.deepEqual(commits, rising);
          }
        },
      ),
      { numRuns: 300 },
    );
    for (const [name, times] of Object.entries(seen)) assert.ok(times > 0, name);
  });
});
