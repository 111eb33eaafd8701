/**
 * The baseline of the bench: what one writes in an afternoon with kafkajs and the AWS SDK, and without a detour that
 * nobody would take. It reads the topic to its end as it is at the start, makes objects of about 5 MB by hour, commits
 * after each, and ends.
 */
import { promisify } from 'node:util';
import { constants, gzip, zstdCompress, zstdDecompressSync } from 'node:zlib';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { lz4Decompress } from '@platformatic/wasm-utils/bundled';
import kafkajs from 'kafkajs';
import { changes } from './changes.ts';

const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = kafkajs;
const objectBytes = 5_242_880;
const hourMs = 3_600_000;

const env = process.env as Record<string, string>;
const topic = env['TOPIC']!;
const asked = env['CHANGE'] as keyof typeof changes | 'messages';
// what the other cases have no use for is not loaded there
const change = asked === 'messages' ? (await import('./messages.ts')).messages : changes[asked];
const compression = env['COMPRESSION'];

// kafkajs has gzip alone; these are given to it as its documentation says
const decompressOnly = (decompress: (data: Buffer) => Buffer) => () => ({
  compress: () => Promise.reject(new Error('nothing is produced here')),
  decompress: (data: Buffer) => Promise.resolve(decompress(data)),
});
CompressionCodecs[CompressionTypes.LZ4] = decompressOnly(lz4Decompress);
CompressionCodecs[CompressionTypes.ZSTD] = decompressOnly((data) => zstdDecompressSync(data));

const s3 = new S3Client({
  endpoint: env['S3_ENDPOINT']!,
  region: env['AWS_REGION']!,
  forcePathStyle: true,
});
const kafka = new Kafka({
  clientId: 'naive',
  brokers: env['KAFKA_BROKERS']!.split(','),
  logLevel: logLevel.ERROR,
});

/** Lines of one hour that are not stored yet. */
interface Open {
  lines: string[];
  bytes: number;
}
const hours = new Map<number, Open>();
const positions = new Map<number, string>();
let objects = 0;

async function store(): Promise<void> {
  for (const [hour, { lines }] of hours) {
    const body = Buffer.from(`${lines.join('\n')}\n`);
    const time = new Date(hour * hourMs).toISOString();
    const day = time.slice(0, 10);
    const name = `${Date.now()}-${objects++}`;
    await s3.send(
      new PutObjectCommand({
        Bucket: env['BUCKET']!,
        Key: `raw/dt=${day}/dth=${day}-${time.slice(11, 13)}/${name}`,
        Body: await packed(body),
      }),
    );
  }
  hours.clear();
  await consumer.commitOffsets(
    [...positions].map(([partition, offset]) => ({ topic, partition, offset })),
  );
}

const gzipAsync = promisify(gzip);
const zstdAsync = promisify(zstdCompress);

async function packed(body: Buffer): Promise<Buffer> {
  if (compression === 'gzip') return gzipAsync(body);
  if (compression !== 'zstd') return body;
  return zstdAsync(body, { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
}

const admin = kafka.admin();
await admin.connect();
const ends = new Map(
  (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, BigInt(high)]),
);
await admin.disconnect();
for (const [partition, end] of ends) if (end === 0n) ends.delete(partition);

const done = Promise.withResolvers<undefined>();
const consumer = kafka.consumer({ groupId: env['GROUP']!, maxWaitTimeInMs: 100 });
await consumer.connect();
await consumer.subscribe({ topics: [topic], fromBeginning: true });
await consumer.run({
  autoCommit: false,
  eachBatchAutoResolve: true,
  eachBatch: async (payload) => {
    const { batch } = payload;
    for (const message of batch.messages) {
      const hour = Math.floor(Number(message.timestamp) / hourMs);
      let open = hours.get(hour);
      if (open === undefined) {
        open = { lines: [], bytes: 0 };
        hours.set(hour, open);
      }
      const line = change(message);
      open.lines.push(line);
      open.bytes += line.length + 1;
      if (open.bytes >= objectBytes) {
        positions.set(batch.partition, String(BigInt(message.offset) + 1n));
        await store();
        await payload.heartbeat();
      }
    }
    const next = BigInt(batch.lastOffset()) + 1n;
    positions.set(batch.partition, String(next));
    if (next >= (ends.get(batch.partition) ?? 0n)) ends.delete(batch.partition);
    if (ends.size === 0) done.resolve(undefined);
  },
});
await done.promise;
if (hours.size > 0) await store();
await consumer.disconnect();
s3.destroy();
