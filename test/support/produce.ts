import { CompressionTypes, Partitioners } from 'kafkajs';
import type { Message, Producer } from 'kafkajs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testKafka } from './engines.ts';
import { kafkaTool } from './kafka-tool.ts';
import { testClient, uniqueName, withAdmin } from './topics.ts';
import { waitUntil } from './wait-until.ts';

export interface TestRecord {
  readonly key?: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly partition?: number;
  readonly timestampMs?: number;
  readonly headers?: Readonly<Record<string, string | Buffer | (string | Buffer)[]>>;
}

export interface ProduceOptions {
  readonly bootstrapServers?: string;
  readonly gzip?: boolean;
  /** 'commit' and 'abort' produce in a transaction that ends so, and wait for its control records. */
  readonly transaction?: 'commit' | 'abort';
}

/** Produces records in order, acknowledged by the broker when this returns. One record batch a partition and call. */
export async function produce(
  topic: string,
  records: readonly TestRecord[],
  options: ProduceOptions = {},
): Promise<void> {
  const client = await testClient(options.bootstrapServers);
  const transactional = options.transaction !== undefined;
  const producer = client.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
    ...(transactional
      ? { transactionalId: uniqueName('tx'), idempotent: true, maxInFlightRequests: 1 }
      : {}),
  });
  const batch = {
    topic,
    messages: records.map(toMessage),
    compression: options.gzip === true ? CompressionTypes.GZIP : CompressionTypes.None,
  };
  try {
    await producer.connect();
    if (!transactional) await producer.send(batch);
    else await inTransaction(producer, batch, options);
  } finally {
    await producer.disconnect();
  }
}

async function inTransaction(
  producer: Producer,
  batch: Parameters<Producer['send']>[0],
  options: ProduceOptions,
): Promise<void> {
  const ends = async (): Promise<Map<number, bigint>> =>
    withAdmin(async (admin) => {
      const offsets = await admin.fetchTopicOffsets(batch.topic);
      return new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)]));
    }, options.bootstrapServers);
  const transaction = await producer.transaction();
  const sent = await transaction.send(batch);
  const before = await ends();
  await (options.transaction === 'commit' ? transaction.commit() : transaction.abort());
  // The coordinator answers before it has written the control records, and what comes next could overtake them.
  await waitUntil('the transaction has its control records', async () => {
    const after = await ends();
    return sent.every(
      ({ partition }) => (after.get(partition) ?? 0n) > (before.get(partition) ?? 0n),
    );
  });
}

function toMessage(record: TestRecord): Message {
  return {
    key: record.key ?? null,
    value: record.value,
    ...(record.partition === undefined ? {} : { partition: record.partition }),
    ...(record.timestampMs === undefined ? {} : { timestamp: String(record.timestampMs) }),
    ...(record.headers === undefined ? {} : { headers: { ...record.headers } }),
  };
}

type Codec = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

export interface FastOptions {
  readonly bootstrapServers?: string;
  readonly codec?: Codec;
}

/**
 * Produces many records fast with Kafka's own ProducerPerformance, about 150,000 a second: each takes its value at
 * random from `values` (which hold no line breaks), without a key.
 */
export async function producePerf(
  topic: string,
  count: number,
  values: readonly string[],
  options: FastOptions = {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-perf-'));
  try {
    const payload = join(folder, 'values');
    await writeFile(payload, `${values.join('\n')}\n`);
    await kafkaTool('org.apache.kafka.tools.ProducerPerformance', [
      '--bootstrap-server',
      await serversOf(options),
      '--topic',
      topic,
      '--num-records',
      String(count),
      '--throughput',
      '-1',
      '--payload-file',
      payload,
      '--command-property',
      'linger.ms=20',
      '--command-property',
      'batch.size=131072',
      '--command-property',
      `compression.type=${options.codec ?? 'none'}`,
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Produces exactly these records in order, with Kafka's Java producer, for the codecs that kafkajs has not. No tabs or line breaks in them. */
export async function produceLines(
  topic: string,
  lines: readonly { readonly key: string; readonly value: string }[],
  options: FastOptions = {},
): Promise<void> {
  await kafkaTool(
    'org.apache.kafka.tools.ConsoleProducer',
    [
      '--bootstrap-server',
      await serversOf(options),
      '--topic',
      topic,
      '--compression-codec',
      options.codec ?? 'none',
      '--reader-property',
      'parse.key=true',
    ],
    { input: lines.map(({ key, value }) => `${key}\t${value}\n`).join('') },
  );
}

async function serversOf(options: FastOptions): Promise<string> {
  return options.bootstrapServers ?? (await testKafka()).bootstrapServers;
}
