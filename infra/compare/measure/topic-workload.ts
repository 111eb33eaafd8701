import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { SluiceError } from '../../../shared/errors.ts';
import { withAdmin } from '../../demo/topic.ts';
import { recordedWorkload, type Workload, type WorkloadRecord } from './workload.ts';

const mostRecords = 100_000;
const quietMs = 5_000;
const unknownTopic = new Set<unknown>(['UNKNOWN_TOPIC_OR_PARTITION', 'INVALID_TOPIC_EXCEPTION']);

/**
 * Records of a topic that is there, by a group that commits nothing and is gone afterwards.
 * @throws {SluiceError} KAFKA_TOPIC_UNKNOWN, KAFKA_UNREACHABLE; INPUT_UNREADABLE: it is empty, or the pipeline does not take its records
 */
export async function topicWorkload(
  kafka: Kafka,
  topic: string,
  pipeline: unknown,
  signal: AbortSignal,
): Promise<Workload> {
  const expected = await recordsOf(kafka, topic);
  const wanted = Math.min(mostRecords, expected);
  const records: WorkloadRecord[] = [];
  if (wanted > 0) {
    const groupId = `sluice-compare-${randomUUID().slice(0, 8)}`;
    const consumer = kafka.consumer({ groupId });
    const done = Promise.withResolvers<void>();
    // compacted topics hold fewer records than offsets
    let timer = setTimeout(done.resolve, 6 * quietMs);
    const stop = (): void => done.resolve();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachMessage: async ({ message: { key, value } }) => {
          if (value !== null && records.length < wanted) records.push({ key, value });
          clearTimeout(timer);
          timer = setTimeout(done.resolve, quietMs);
          if (records.length >= wanted) done.resolve();
          return Promise.resolve();
        },
      });
      await done.promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      await consumer.disconnect();
      await withAdmin(kafka, async (admin) => admin.deleteGroups([groupId])).catch(() => undefined);
    }
    signal.throwIfAborted();
  }
  return recordedWorkload(`records of the topic ${topic}`, '--topic', records, pipeline);
}

async function recordsOf(kafka: Kafka, topic: string): Promise<number> {
  try {
    const bounds = await withAdmin(kafka, async (admin) => admin.fetchTopicOffsets(topic));
    return bounds.reduce((sum, { low, high }) => sum + Number(BigInt(high) - BigInt(low)), 0);
  } catch (cause) {
    const isUnknown = unknownTopic.has(innermostType(cause));
    throw isUnknown
      ? new SluiceError('KAFKA_TOPIC_UNKNOWN', `--topic: there is no topic '${topic}'`, { cause })
      : new SluiceError('KAFKA_UNREACHABLE', '--topic: Kafka cannot be asked for it', { cause });
  }
}

/** kafkajs tells what has failed in the type of the innermost error. */
function innermostType(error: unknown): unknown {
  if (!(error instanceof Error)) return null;
  return error.cause instanceof Error ? innermostType(error.cause) : Reflect.get(error, 'type');
}
