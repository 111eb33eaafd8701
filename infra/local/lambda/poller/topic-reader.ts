import { setTimeout as sleep } from 'node:timers/promises';
import { type EachBatchPayload, Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { encodeRecord } from '../../../../functions/cli/events/event-builder.ts';
import { SluiceError } from '../../../../shared/errors.ts';
import { type QueuedRecord, RecordQueues } from './record-queues.ts';

export interface ReaderOptions {
  readonly bootstrapServers: string;
  readonly topic: string;
  readonly groupId: string;
  /** Reading a partition waits while so many of its records wait. */
  readonly maxQueuedRecords: number;
  readonly maxQueuedBytes: number;
}

export interface TopicReader {
  readonly queues: RecordQueues;
  readonly partitions: readonly number[];
  /** Commits that all of a partition below the offset is done. */
  readonly commit: (partition: number, next: bigint) => Promise<void>;
  readonly close: () => Promise<void>;
}

const heartbeatMs = 1_000;
const commitAttempts = 5;
const loadingAttempts = 100;
const loadingMs = 100;

/**
 * Reads a topic from where the group is up to its present end, with kafkajs' own consumer: nothing of ours is in the
 * way. It can read plain and gzip batches, and topics without transactions.
 * @throws {SluiceError} KAFKA_TOPIC_UNKNOWN, KAFKA_UNREACHABLE
 */
export async function openTopic(options: ReaderOptions): Promise<TopicReader> {
  try {
    return await open(options);
  } catch (thrown) {
    throw kafkaError(options, thrown);
  }
}

async function open(options: ReaderOptions): Promise<TopicReader> {
  const { bootstrapServers, topic, groupId } = options;
  const config = {
    clientId: 'sluice-poller',
    brokers: bootstrapServers.split(','),
    connectionTimeout: 10_000,
    logLevel: logLevel.NOTHING,
  };
  // whoever has named what is not there hears of it within seconds
  const asked = new Kafka({ ...config, retry: { initialRetryTime: 100, retries: 5 } });
  const { ends, starts } = await boundsOf(asked, topic, groupId);
  const kafka = new Kafka(config);
  const queues = new RecordQueues(ends, starts);
  const consumer = kafka.consumer({ groupId, sessionTimeout: 60_000, maxWaitTimeInMs: 100 });
  let isClosed = false;
  const take = async (payload: EachBatchPayload): Promise<void> => {
    const { batch } = payload;
    const { partition } = batch;
    queues.add(batch.messages.map((message) => queuedRecord(topic, partition, message)));
    for (;;) {
      const { records, byteLength } = queues.size(partition);
      const isFull = records >= options.maxQueuedRecords || byteLength >= options.maxQueuedBytes;
      if (!isFull || isClosed || !payload.isRunning()) return;
      await Promise.race([queues.changed(), sleep(heartbeatMs)]);
      await payload.heartbeat();
    }
  };
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: Math.max(1, ends.size),
      eachBatch: take,
    });
  } catch (thrown) {
    await consumer.disconnect();
    throw thrown;
  }
  return {
    queues,
    partitions: [...ends.keys()],
    commit: async (partition, next) => {
      for (let attempt = 1; ; attempt++) {
        try {
          await consumer.commitOffsets([{ topic, partition, offset: String(next) }]);
          return;
        } catch (error) {
          // it is out of the group for a moment where the machine was too busy for its heartbeats
          if (attempt === commitAttempts) throw error;
          await sleep(heartbeatMs);
        }
      }
    },
    close: async () => {
      isClosed = true;
      queues.signal();
      await consumer.disconnect();
    },
  };
}

const unknownTopic: readonly unknown[] = ['UNKNOWN_TOPIC_OR_PARTITION', 'INVALID_TOPIC_EXCEPTION'];

/** kafkajs tells what has failed in the type of the innermost error; what is not of the topic is of the way there. */
function kafkaError({ bootstrapServers, topic }: ReaderOptions, thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  let innermost: Error & { readonly type?: unknown } = thrown;
  while (innermost.cause instanceof Error) innermost = innermost.cause;
  const code = unknownTopic.includes(innermost.type) ? 'KAFKA_TOPIC_UNKNOWN' : 'KAFKA_UNREACHABLE';
  return new SluiceError(
    code,
    `the poller cannot read the topic '${topic}' of ${bootstrapServers}: ${innermost.message}`,
    { cause: thrown },
  );
}

async function boundsOf(
  kafka: Kafka,
  topic: string,
  groupId: string,
): Promise<{ ends: ReadonlyMap<number, bigint>; starts: ReadonlyMap<number, bigint> }> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const bounds = await admin.fetchTopicOffsets(topic);
    const [committed] = await whenLoaded(() => admin.fetchOffsets({ groupId, topics: [topic] }));
    const offsets = new Map(
      committed?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]),
    );
    const starts = bounds.map(({ partition, low }): [number, bigint] => {
      const offset = offsets.get(partition) ?? -1n;
      return [partition, offset < 0n ? BigInt(low) : offset];
    });
    return {
      ends: new Map(bounds.map(({ partition, high }) => [partition, BigInt(high)])),
      starts: new Map(starts),
    };
  } finally {
    await admin.disconnect();
  }
}

const stillLoading: readonly unknown[] = [
  'GROUP_LOAD_IN_PROGRESS',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
];

/** A broker that has just started has its groups to load first; kafkajs does not ask again. */
async function whenLoaded<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const type = error instanceof Error && 'type' in error ? error.type : null;
      if (!stillLoading.includes(type) || attempt === loadingAttempts) throw error;
      await sleep(loadingMs);
    }
  }
}

function queuedRecord(topic: string, partition: number, message: KafkaMessage): QueuedRecord {
  const { key, value, headers = {} } = message;
  const offset = BigInt(message.offset);
  const encoded = encodeRecord({
    topic,
    partition,
    offset,
    timestampMs: Number(message.timestamp),
    key,
    value,
    // kafkajs puts what is there several times under one name
    headers: Object.entries(headers).flatMap(([name, values]) =>
      [values].flat().map((each) => ({
        name,
        value: each === undefined ? null : Buffer.from(each),
      })),
    ),
  });
  return { partition, offset, encoded };
}
