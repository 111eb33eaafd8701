/** Asks the leaders where partitions begin and end, by position or by time. */
import { SluiceError, toSluiceError } from '../../../../shared/errors.ts';
import { partitionKey, type TopicPartition } from '../../../../shared/record.ts';
import { backoffMs, waitFor } from '../../../../shared/backoff.ts';
import type { OffsetQuery, PartitionBounds } from '../port.ts';
import { codeName } from '../protocol-codes.ts';
import type { TopicWatch } from '../topics/topic-watch.ts';
import type { Cluster } from './cluster.ts';

export interface PartitionOffsetsOptions {
  readonly cluster: Pick<Cluster, 'ask'>;
  readonly topics: Pick<TopicWatch, 'leaderOf' | 'refresh'>;
  readonly requestTimeoutMs: number;
  /** Aborted when the client is closed. */
  readonly signal: AbortSignal;
  readonly onRetry: (action: string, attempt: number, delayMs: number, cause: Error) => void;
}

export interface PartitionOffsets {
  /** As `KafkaPort.offsets`: goes on until every partition has an answer. */
  readonly query: (
    partitions: readonly TopicPartition[],
    query: OffsetQuery,
  ) => Promise<ReadonlyMap<string, bigint>>;
  /** One try; a partition whose leader does not answer is missing. */
  readonly bounds: (
    partitions: readonly TopicPartition[],
  ) => Promise<ReadonlyMap<string, PartitionBounds>>;
}

/** Kafka's special times. */
const earliest = -2n;
const latest = -1n;

type Isolation = 'read_committed' | 'read_uncommitted';

export function createPartitionOffsets(options: PartitionOffsetsOptions): PartitionOffsets {
  const { cluster, topics, signal } = options;

  /** One round over all leaders; what fails stays missing, with one of its reasons. */
  const ask = async (
    partitions: readonly TopicPartition[],
    timestamp: bigint,
    isolation: Isolation,
  ): Promise<{ found: Map<string, bigint>; problem: SluiceError | null }> => {
    const found = new Map<string, bigint>();
    let problem: SluiceError | null = null;
    const byLeader = Map.groupBy(partitions, (part) => topics.leaderOf(part.topic, part.partition));
    const askLeader = async (nodeId: number, list: readonly TopicPartition[]): Promise<void> => {
      const request = { isolationLevel: isolation, timestamp, partitions: list };
      const { requestTimeoutMs } = options;
      const answer = await cluster.ask(nodeId, 'control', 'ListOffsets', request, requestTimeoutMs);
      for (const { topic, partition, errorCode, offset } of answer) {
        if (errorCode === 0) found.set(partitionKey(topic, partition), offset);
        else problem = offsetError(topic, partition, codeName(errorCode));
      }
    };
    const outcomes = await Promise.allSettled(
      [...byLeader].map(async ([nodeId, list]) => {
        if (nodeId !== null) return askLeader(nodeId, list);
        const { topic, partition } = list[0]!;
        throw new SluiceError(
          'KAFKA_UNREACHABLE',
          `${partitionKey(topic, partition)} has no leader now`,
        );
      }),
    );
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') problem ??= toSluiceError(outcome.reason);
    }
    return { found, problem };
  };

  /** Goes on with those that are missing. */
  const askAll = async (
    partitions: readonly TopicPartition[],
    timestamp: bigint,
  ): Promise<Map<string, bigint>> => {
    const all = new Map<string, bigint>();
    for (let attempt = 1; ; attempt += 1) {
      const left = partitions.filter((part) => !all.has(partitionKey(part.topic, part.partition)));
      if (left.length === 0) return all;
      if (attempt > 1) await topics.refresh();
      const { found, problem } = await ask(left, timestamp, 'read_committed');
      for (const [key, offset] of found) all.set(key, offset);
      if (problem === null) continue;
      if (!problem.retryable) throw problem;
      const delayMs = backoffMs(attempt);
      options.onRetry('offsets', attempt, delayMs, problem);
      if (!(await waitFor(delayMs, signal))) throw problem;
    }
  };

  return {
    query: async (partitions, query) => {
      if (query.at !== 'timestamp') {
        return askAll(partitions, query.at === 'earliest' ? earliest : latest);
      }
      // asked first: what is appended between the two questions lies behind it
      const ends = await askAll(partitions, latest);
      const byTime = await askAll(partitions, BigInt(Math.trunc(query.timestampMs)));
      return new Map([...byTime].map(([key, at]) => [key, at < 0n ? (ends.get(key) ?? at) : at]));
    },
    bounds: async (partitions) => {
      const [start, high, stable] = await Promise.all([
        ask(partitions, earliest, 'read_uncommitted'),
        ask(partitions, latest, 'read_uncommitted'),
        ask(partitions, latest, 'read_committed'),
      ]);
      const bounds = new Map<string, PartitionBounds>();
      for (const { topic, partition } of partitions) {
        const key = partitionKey(topic, partition);
        const logStart = start.found.get(key);
        const highWatermark = high.found.get(key);
        const lastStable = stable.found.get(key);
        if (logStart === undefined || highWatermark === undefined || lastStable === undefined) {
          continue;
        }
        bounds.set(key, { topic, partition, logStart, highWatermark, lastStable });
      }
      return bounds;
    },
  };
}

function offsetError(topic: string, partition: number, error: string): SluiceError {
  const code = error === 'TOPIC_AUTHORIZATION_FAILED' ? 'KAFKA_ACCESS_DENIED' : 'KAFKA_PROTOCOL';
  return new SluiceError(code, `offsets of ${partitionKey(topic, partition)}: ${error}`);
}
