import type { Kafka } from 'kafkajs';
import { openProduceConnection, type ProduceConnection } from './produce-connection.ts';

/** Bytes of one request, about. */
const requestBytes = 4_000_000;

export interface SendBatchesOptions {
  readonly topic: string;
  readonly partitions: number;
  /** Batches of the longest partition; every partition gets its first, then every one its second, and so on. */
  readonly rounds: number;
  /** Whole batches, as they go to the broker; null: that partition has no such one. */
  readonly batchOf: (partition: number, round: number) => Buffer | null;
  readonly signal: AbortSignal;
}

/** Fills a topic as fast as the broker takes it: nothing is encoded here, and the broker gives the offsets. */
export async function sendBatches(kafka: Kafka, options: SendBatchesOptions): Promise<void> {
  const { topic, rounds, batchOf, signal } = options;
  const connections = await leaders(kafka, topic, options.partitions);
  try {
    for (const { connection, partitions } of connections) {
      let parts: { partition: number; batch: Buffer }[] = [];
      let bytes = 0;
      const flush = async (): Promise<void> => {
        signal.throwIfAborted();
        const full = parts;
        parts = [];
        bytes = 0;
        await connection.produce(topic, full);
      };
      for (let round = 0; round < rounds; round++) {
        for (const partition of partitions) {
          const batch = batchOf(partition, round);
          if (batch === null) continue;
          if (bytes > 0 && bytes + batch.length > requestBytes) await flush();
          parts.push({ partition, batch });
          bytes += batch.length;
        }
        // a request holds one batch of a partition
        await flush();
      }
      await connection.settled();
    }
  } finally {
    for (const { connection } of connections) connection.close();
  }
}

/** A connection to each broker that leads partitions of the topic. */
async function leaders(
  kafka: Kafka,
  topic: string,
  count: number,
): Promise<{ readonly connection: ProduceConnection; readonly partitions: number[] }[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { brokers } = await admin.describeCluster();
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const found = topics[0]?.partitions ?? [];
    if (found.length !== count) throw new Error(`${found.length} of ${count} partitions are there`);
    const byLeader = Map.groupBy(found, ({ leader }) => leader);
    return await Promise.all(
      [...byLeader].map(async ([leader, partitions]) => {
        const broker = brokers.find(({ nodeId }) => nodeId === leader);
        if (broker === undefined) throw new Error(`a partition of ${topic} has no leader`);
        return {
          connection: await openProduceConnection(broker.host, broker.port),
          partitions: partitions.map(({ partitionId }) => partitionId).toSorted((a, b) => a - b),
        };
      }),
    );
  } finally {
    await admin.disconnect();
  }
}
