import type { GroupListener, KafkaPort } from '../../functions/consumer/kafka/port.ts';
import { type Chunk, type Ownership, partitionKey } from '../../shared/record.ts';
import type { TopicPartition } from '../../shared/record.ts';
import { waitUntil } from './wait-until.ts';

/** A Kafka that holds one topic and one member, for what no real one can be made to do at a chosen moment. */
export interface FakePort {
  readonly port: KafkaPort;
  readonly ownership: Ownership;
  /** There once the host has joined. */
  readonly listener: () => GroupListener;
  /** What the host will be given, in order. */
  readonly deliver: (...chunks: Chunk[]) => void;
  readonly undelivered: () => number;
  readonly calls: string[];
}

/** @param changes takes the place of what the fake would do */
export function fakePort(
  partitions: readonly TopicPartition[],
  changes: Partial<KafkaPort> = {},
): FakePort {
  const ownership = { memberId: 'member', generation: 1, assignment: 1 };
  const calls: string[] = [];
  const waiting: Chunk[] = [];
  let listener: GroupListener | null = null;
  const port: KafkaPort = {
    connect: async () => undefined,
    join: async (given) => {
      listener = given;
      await given.onAssigned(ownership, partitions);
    },
    committed: async (asked) => asked.map((at) => ({ ...at, offset: 0n, metadata: '' })),
    commit: async (_ownership, offsets) =>
      offsets.map(({ topic, partition, offset }) => {
        calls.push(`commit ${partition}@${offset}`);
        return { topic, partition, outcome: 'ok', reason: null, retryable: false };
      }),
    offsets: async () => new Map(),
    bounds: async (asked) =>
      new Map(
        asked.map((at) => [
          partitionKey(at.topic, at.partition),
          { ...at, logStart: 0n, highWatermark: 1_000n, lastStable: 1_000n },
        ]),
      ),
    seek: (_ownership, { partition }, offset) => {
      calls.push(`seek ${partition}@${offset}`);
      return true;
    },
    passTurn: () => undefined,
    pause: (asked) => void calls.push(`pause ${asked.length}`),
    resume: () => undefined,
    chunks: async (signal) => {
      await waitUntil('there is a chunk', () => waiting.length > 0 || signal.aborted, {
        everyMs: 2,
        timeoutMs: 60_000,
      });
      return waiting.splice(0);
    },
    incarnationOf: () => '',
    partitions: () => partitions,
    heldBytes: () => 0,
    leave: async () => void calls.push('leave'),
    close: async () => undefined,
    ...changes,
  };
  return {
    port,
    ownership,
    calls,
    listener: () => {
      if (listener === null) throw new Error('the host has not joined');
      return listener;
    },
    undelivered: () => waiting.length,
    deliver: (...chunks) => void waiting.push(...chunks),
  };
}
