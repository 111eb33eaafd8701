import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Admin } from '@platformatic/kafka';
import type { Kafka, Message } from 'kafkajs';
import { type DemoBucket, demoBucket } from '../../demo/bucket.ts';
import type { DemoEngines } from '../../demo/find-engines.ts';
import { openEngines } from '../../demo/open-engines.ts';
import { grouped } from '../../demo/report.ts';
import type { CommandContext } from '../../demo/run-command.ts';
import { sendInOrder } from '../../demo/send-in-order.ts';
import { createDemoTopic, deleteDemoTopic, withAdmin } from '../../demo/topic.ts';
import type { Workload } from './workload.ts';

export const partitionCount = 6;
/** All records are of one hour: one key prefix, as in an even stream but for the turn of the hour. */
const startMs = Date.parse('2026-03-01T10:00:00.000Z');
const spanMs = 3_000_000;
/** Records of one request for each partition. */
const batchRecords = 500;
const servedAttempts = 20;
const servedDelayMs = 500;

/** Where the measuring is done. */
export interface Place {
  readonly engines: DemoEngines;
  readonly kafka: Kafka;
  readonly context: CommandContext;
}

/** A topic that is filled. */
export interface FilledTopic {
  readonly name: string;
  readonly events: number;
  /** Keys and values, on average. */
  readonly recordBytes: number;
  /** What the broker has stored of a record, beyond that. */
  readonly overheadBytes: number;
}

export async function openPlace(context: CommandContext): Promise<Place> {
  return { ...(await openEngines(context)), context };
}

/** A bucket for one run, which is gone when the work is done. */
export async function withBucket<T>(
  { engines }: Place,
  name: string,
  work: (bucket: DemoBucket) => Promise<T>,
): Promise<T> {
  const bucket = demoBucket(engines.s3, name);
  try {
    await bucket.create();
    return await work(bucket);
  } finally {
    await bucket.remove();
    bucket.close();
  }
}

export async function makeTopic(place: Place): Promise<string> {
  const { kafka, engines, context } = place;
  const name = `sluice-compare-${randomUUID().slice(0, 8)}`;
  // a broker that has just started may say that it does not know the topic that it is making
  const failure = await createDemoTopic(kafka, name, partitionCount).catch(
    (error: unknown) => error,
  );
  await untilServed(place, name, failure);
  context.cleanup.add(async () => {
    if (engines.lasting) await deleteDemoTopic(kafka, name, name);
  });
  return name;
}

/** Waits for the leaders of the topic. @throws what failed before, where they do not come */
async function untilServed({ kafka, context }: Place, topic: string, failure: unknown) {
  for (let attempt = 1; ; attempt++) {
    try {
      await withAdmin(kafka, async (admin) => admin.fetchTopicOffsets(topic));
      return;
    } catch (error) {
      if (attempt === servedAttempts) throw failure ?? error;
      await sleep(servedDelayMs, undefined, { signal: context.signal });
    }
  }
}

/** Makes a topic and fills it as fast as it goes. */
export async function fillTopic(
  place: Place,
  workload: Workload,
  events: number,
): Promise<FilledTopic> {
  const { context } = place;
  return context.steps.run('produce', async (tell) => {
    const name = await makeTopic(place);
    let bytes = 0;
    const step = batchRecords * partitionCount;
    function* batches(): Generator<Message[]> {
      for (let first = 0; first < events; first += step) {
        yield Array.from({ length: Math.min(step, events - first) }, (_, at): Message => {
          const number = first + at;
          const { key, value } = workload.recordOf(number);
          bytes += value.length + (key?.length ?? 0);
          const timestamp = String(startMs + Math.floor((number / events) * spanMs));
          return { key, value, timestamp, partition: number % partitionCount };
        });
      }
    }
    const onSent = (sent: number): void => tell(sent / events, `${grouped(sent)} records`);
    await sendInOrder(place.kafka, name, batches(), { signal: context.signal, onSent });
    const recordBytes = bytes / Math.max(1, events);
    const overheadBytes = (await logBytes(place, name)) / Math.max(1, events) - recordBytes;
    const topic: FilledTopic = { name, events, recordBytes, overheadBytes };
    const what = `${grouped(events)} records of ${recordBytes.toFixed(0)} bytes, ${workload.name}`;
    return [topic, what];
  });
}

/** What the broker's log of a topic holds: the same bytes go to whoever fetches it. */
async function logBytes({ engines }: Place, topic: string): Promise<number> {
  const admin = new Admin({
    clientId: 'sluice-compare',
    bootstrapBrokers: engines.bootstrapServers.split(','),
  });
  try {
    const partitions = Array.from({ length: partitionCount }, (_, partition) => partition);
    const brokers = await admin.describeLogDirs({ topics: [{ name: topic, partitions }] });
    const sizes = brokers.flatMap(({ results }) =>
      results.flatMap(({ topics }) =>
        topics.flatMap((each) => each.partitions.map((one) => Number(one.partitionSize))),
      ),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  } finally {
    await admin.close();
  }
}
