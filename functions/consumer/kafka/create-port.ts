/**
 * Puts the parts of a Kafka client together: whatever speaks the protocol (a library's connections behind
 * `ClientRequests`), the group member, the watch over topics, and the fetch loop. Every adapter is this with its own
 * requests.
 */
import { SluiceError, toSluiceError } from '../../../shared/errors.ts';
import { partitionKey, type TopicPartition } from '../../../shared/record.ts';
import { backoffMs, waitFor } from '../../../shared/backoff.ts';
import type { BrokerRequests, CreateFetchLoop } from './broker-requests.ts';
import { allFenced } from './group/commit-offsets.ts';
import { createGroupMember, type GroupMember } from './group/group-member.ts';
import type { GroupDescription, GroupRequests } from './group/group-requests.ts';
import { createGroupTool } from './group/group-tool.ts';
import { groupError, judge } from './group/verdict.ts';
import type {
  CommittedOffset,
  KafkaPortOptions,
  KafkaTool,
  OffsetQuery,
  PartitionBounds,
} from './port.ts';
import { createTopicFilter } from '../../../shared/pipeline/topic-filter.ts';
import { createTopicWatch, type TopicDescription, type TopicWatch } from './topics/topic-watch.ts';

/** What an adapter brings. */
export interface ClientRequests {
  readonly describe: (topics: readonly string[]) => Promise<TopicDescription[]>;
  readonly group: GroupRequests & GroupDescription;
  readonly fetch: BrokerRequests['fetch'];
  readonly query: (
    partitions: readonly TopicPartition[],
    query: OffsetQuery,
  ) => Promise<ReadonlyMap<string, bigint>>;
  readonly bounds: (
    partitions: readonly TopicPartition[],
  ) => Promise<ReadonlyMap<string, PartitionBounds>>;
  /** Closes all connections at once. */
  readonly close: () => void;
}

/** What an adapter gets to make its requests with. */
export interface ClientContext {
  readonly topics: TopicWatch;
  /** Aborted when the client is closed. */
  readonly signal: AbortSignal;
  readonly onRetry: (action: string, attempt: number, delayMs: number, cause: Error) => void;
}

/** How long bounds from a fetch answer are fresh enough to be given out again. */
const boundsAgeMs = 5_000;

export function createPort(
  options: KafkaPortOptions,
  createClient: (context: ClientContext) => ClientRequests,
  createFetchLoop: CreateFetchLoop,
): KafkaTool {
  const stop = new AbortController();
  const { source } = options;
  const { connection, groupId } = source;
  const onRetry = (action: string, attempt: number, delayMs: number, cause: Error): void =>
    options.emit({
      name: 'kafka_retry',
      source: options.sourceName,
      action,
      attempt,
      delayMs,
      error: toSluiceError(cause),
    });
  const filter = createTopicFilter(source.topics);
  const topics = createTopicWatch({
    filter,
    describe: (names) => client.describe(names),
    onRetry,
  });
  const client = createClient({ topics, signal: stop.signal, onRetry });
  const loop = createFetchLoop({
    requests: {
      fetch: client.fetch,
      leaderOf: (topic, partition) => ({ nodeId: topics.leaderOf(topic, partition) }),
      refreshMetadata: topics.refresh,
      bounds: client.bounds,
    },
    ...source.fetch,
    rackId: connection.rackId,
    onOutOfRange: options.onOutOfRange,
    onRetry,
  });

  let member: GroupMember | null = null;
  let assignments = 0;
  let fatal: SluiceError | null = null;

  /** Tries as long as a connection may take, so that a broker that is just starting is not an error. */
  const connect = async (): Promise<void> => {
    const deadline = performance.now() + connection.connectTimeoutMs;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await topics.connect();
      } catch (thrown) {
        const error = toSluiceError(thrown);
        const delayMs = backoffMs(attempt, 200, 2_000);
        if (!error.retryable || performance.now() + delayMs > deadline) throw error;
        onRetry('connect', attempt, delayMs, error);
        if (!(await waitFor(delayMs, stop.signal))) throw error;
      }
    }
  };

  const committed = async (partitions: readonly TopicPartition[]): Promise<CommittedOffset[]> => {
    const answers = new Map<string, CommittedOffset>();
    for (let attempt = 1; ; attempt += 1) {
      const left = partitions.filter((p) => !answers.has(partitionKey(p.topic, p.partition)));
      if (left.length === 0)
        return partitions.map((p) => answers.get(partitionKey(p.topic, p.partition))!);
      let problem: SluiceError;
      try {
        if (attempt > 1) await client.group.findCoordinator();
        const answer = await client.group.fetchOffsets(left);
        let refused = answer.error === 'NONE' ? 'MISSING_IN_ANSWER' : answer.error;
        for (const { error, ...offset } of answer.offsets) {
          if (error !== 'NONE') refused = error;
          else if (answer.error === 'NONE') {
            answers.set(partitionKey(offset.topic, offset.partition), offset);
          }
        }
        if (left.every((p) => answers.has(partitionKey(p.topic, p.partition)))) continue;
        problem = groupError(refused, 'reading committed offsets', groupId);
        if (judge(refused) === 'end') throw problem;
      } catch (thrown) {
        problem = toSluiceError(thrown);
        if (!problem.retryable) throw problem;
      }
      const delayMs = backoffMs(attempt, 100, 2_000);
      onRetry('committed', attempt, delayMs, problem);
      if (!(await waitFor(delayMs, stop.signal))) throw problem;
    }
  };

  return {
    connect,
    join: async (listener) => {
      if (member !== null) {
        throw new SluiceError('INTERNAL', 'join() was called twice without leave() in between');
      }
      const own = createGroupMember({
        ...source,
        requests: client.group,
        topics,
        metadataMaxAgeMs: options.metadataMaxAgeMs ?? 60_000,
        commitTimeoutMs: connection.requestTimeoutMs,
        listener,
        nextAssignment: () => {
          assignments += 1;
          return assignments;
        },
        onHeld: (ownership, partitions) => loop.assign(ownership, partitions),
        onLost: (partitions) => loop.revoke(partitions),
        onFatal: (error) => {
          fatal = error;
          void loop.close();
        },
        onRetry,
      });
      member = own;
      return own.join();
    },
    incarnationOf: topics.incarnationOf,
    partitions: () =>
      [...topics.counts(topics.subscribed())].flatMap(([topic, count]) =>
        Array.from({ length: count }, (_, partition) => ({ topic, partition })),
      ),
    committed,
    commit: async (ownership, offsets) =>
      member !== null ? member.commit(ownership, offsets) : allFenced(offsets, 'NOT_JOINED'),
    offsets: client.query,
    bounds: async (partitions) => {
      const known = new Map<string, PartitionBounds>();
      for (const { topic, partition } of partitions) {
        const last = loop.lastBounds(topic, partition, boundsAgeMs);
        if (last !== undefined) known.set(partitionKey(topic, partition), last);
      }
      const left = partitions.filter((p) => !known.has(partitionKey(p.topic, p.partition)));
      if (left.length > 0) {
        for (const [key, found] of await client.bounds(left)) known.set(key, found);
      }
      return known;
    },
    seek: (ownership, partition, offset) => loop.seek(ownership, partition, offset),
    pause: (partitions) => loop.pause(partitions),
    resume: (partitions) => loop.resume(partitions),
    passTurn: (partition) => loop.passTurn(partition),
    chunks: async (signal) => {
      if (fatal !== null) throw fatal;
      const chunks = await loop.chunks(signal);
      // set while it waited: the loop was closed for it
      // oxlint-disable-next-line typescript/no-unnecessary-condition
      if (fatal !== null) throw fatal as SluiceError;
      return chunks;
    },
    heldBytes: () => loop.heldBytes(),
    ...createGroupTool({ requests: client.group, groupId, signal: stop.signal, onRetry }),
    assign: (partitions) => {
      assignments += 1;
      const ownership = { memberId: '', generation: -1, assignment: assignments };
      loop.assign(ownership, partitions);
      return ownership;
    },
    leave: async () => {
      const leaving = member;
      member = null;
      await leaving?.leave();
    },
    close: async () => {
      const leaving = member;
      member = null;
      await leaving?.leave();
      stop.abort(new SluiceError('KAFKA_UNREACHABLE', 'the Kafka client is closed'));
      await loop.close();
      client.close();
    },
  };
}
