import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import type { Admin, KafkaJSError } from 'kafkajs';
import { testKafka } from './engines.ts';
import { waitUntil } from './wait-until.ts';

export interface TopicOptions {
  /** Part of the name, for whoever reads a log; letters, digits, `.`, `_`, `-`. */
  readonly hint?: string;
  readonly partitions?: number;
  /** Topic configuration, like `cleanup.policy`. */
  readonly config?: Readonly<Record<string, string>>;
  /** Another broker than that of `testEngines`. */
  readonly bootstrapServers?: string;
}

/** A name that no other test has: for topics, groups and transactional ids. */
export function uniqueName(hint = 'test'): string {
  return `${hint}-${randomUUID().slice(0, 8)}`;
}

/** Makes a topic under a unique name, which it returns once the topic has its leaders. */
export async function createTopic(options: TopicOptions = {}): Promise<string> {
  const topic = uniqueName(options.hint);
  await makeTopic(topic, options);
  return topic;
}

/** Deletes the topic and makes another of that name; what the group had committed goes with the old one. */
export async function recreateTopic(topic: string, options: TopicOptions = {}): Promise<void> {
  await deleteTopic(topic, options.bootstrapServers);
  await makeTopic(topic, options);
}

async function makeTopic(topic: string, options: TopicOptions): Promise<void> {
  await withAdmin(async (admin) => {
    await admin.createTopics({
      // kafkajs' own wait fails where a busy broker does not know the topic at once
      waitForLeaders: false,
      topics: [
        {
          topic,
          numPartitions: options.partitions ?? 1,
          replicationFactor: 1,
          configEntries: Object.entries(options.config ?? {}).map(([name, value]) => ({
            name,
            value,
          })),
        },
      ],
    });
    await served(admin, topic, options.partitions ?? 1);
  }, options.bootstrapServers);
}

export async function deleteTopic(topic: string, bootstrapServers?: string): Promise<void> {
  await withAdmin(async (admin) => admin.deleteTopics({ topics: [topic] }), bootstrapServers);
}

/** @param count how many partitions there are afterwards */
export async function growTopic(
  topic: string,
  count: number,
  bootstrapServers?: string,
): Promise<void> {
  await withAdmin(async (admin) => {
    await admin.createPartitions({ topicPartitions: [{ topic, count }] });
    await served(admin, topic, count);
  }, bootstrapServers);
}

/** A partition has a leader in the metadata before that leader serves it: wait until it answers. */
async function served(admin: Admin, topic: string, count: number): Promise<void> {
  await waitUntil(`${topic} has ${count} partitions that are served`, async () => {
    const offsets = await admin.fetchTopicOffsets(topic).catch(() => []);
    return offsets.length === count;
  });
}

/** Deletes the records before an offset, so that the partition starts there. */
export async function deleteRecordsBefore(
  topic: string,
  partition: number,
  offset: bigint,
  bootstrapServers?: string,
): Promise<void> {
  await withAdmin(async (admin) => {
    // kafkajs forgets to load the metadata that deleteTopicRecords looks into
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] });
  }, bootstrapServers);
}

/** What a group has committed on a topic: offset (null where nothing is) and metadata of each partition, in order. */
export async function committedOffsets(
  groupId: string,
  topic: string,
  bootstrapServers?: string,
): Promise<{ partition: number; offset: bigint | null; metadata: string }[]> {
  return withAdmin(async (admin) => {
    // a busy broker may be choosing the group's coordinator just now
    const [answer] = await waitUntil('the committed offsets', async () =>
      admin.fetchOffsets({ groupId, topics: [topic] }).catch((error: KafkaJSError) => {
        if (error.retriable) return null;
        throw error;
      }),
    );
    return (answer?.partitions ?? [])
      .map(({ partition, offset, metadata }) => ({
        partition,
        offset: offset === '-1' ? null : BigInt(offset),
        metadata: metadata ?? '',
      }))
      .toSorted((a, b) => a.partition - b.partition);
  }, bootstrapServers);
}

/** Runs with a connected kafkajs admin client, and disconnects it whatever happens. */
export async function withAdmin<T>(
  work: (admin: Admin) => Promise<T>,
  bootstrapServers?: string,
): Promise<T> {
  const admin = (await testClient(bootstrapServers)).admin();
  try {
    // a connection that came too late for kafkajs is open all the same, and spins a timer of 1 ms until it is closed
    await admin.connect();
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** A silent kafkajs client of the test itself. */
export async function testClient(bootstrapServers?: string): Promise<Kafka> {
  const brokers = bootstrapServers ?? (await testKafka()).bootstrapServers;
  return new Kafka({
    clientId: 'sluice-test',
    brokers: brokers.split(','),
    // its second is too short for a machine that is busy with other tests
    connectionTimeout: 10_000,
    logLevel: logLevel.NOTHING,
  });
}
