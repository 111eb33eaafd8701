import type { KafkaPort } from '../../consumer/kafka/port.ts';
import { parseLedger } from '../../../shared/engine/exact/ledger.ts';
import type { KafkaSourceModel } from '../../../shared/pipeline/model.ts';
import { partitionKey } from '../../../shared/record.ts';

/** What Kafka says of one partition of the source. */
export interface KafkaPartition {
  readonly topic: string;
  readonly partition: number;
  /** The present life of the topic; '' where the broker does not say. */
  readonly incarnation: string;
  readonly committed: bigint | null;
  readonly ledgerNext: bigint | null;
  readonly logStart: bigint | null;
  readonly logEnd: bigint | null;
  /** Where coverage has to begin, if that can be known: where a group that had no offset begins. */
  readonly begin: bigint | null;
}

/**
 * What the group has committed and where the topics begin and end, without joining the group.
 * @param createPort gives the source's Kafka client; closed when this returns
 * @returns by `partitionKey`
 * @throws {SluiceError} KAFKA_*, and LEDGER_* where the group's ledger is not this pipeline's
 */
export async function readKafka(
  createPort: () => KafkaPort,
  { startAt, groupId }: Pick<KafkaSourceModel, 'startAt' | 'groupId'>,
  pipeline: string,
  wants: (topic: string) => boolean,
): Promise<Map<string, KafkaPartition>> {
  const port = createPort();
  try {
    await port.connect();
    const partitions = port.partitions().filter(({ topic }) => wants(topic));
    const found = new Map<string, KafkaPartition>();
    if (partitions.length === 0) return found;
    const committed = await port.committed(partitions);
    const bounds = await port.bounds(partitions);
    for (const { topic, partition, offset, metadata } of committed) {
      const key = partitionKey(topic, partition);
      const place = `${topic}/${partition} in group ${groupId}`;
      const ledger = parseLedger(metadata, pipeline, place);
      const bound = bounds.get(key);
      const reached = offset < 0n ? null : offset;
      const logStart = bound?.logStart ?? null;
      found.set(key, {
        topic,
        partition,
        incarnation: port.incarnationOf(topic),
        committed: reached,
        ledgerNext: ledger?.next ?? null,
        logStart,
        logEnd: bound?.highWatermark ?? null,
        begin: beginOf(startAt, logStart, reached),
      });
    }
    return found;
  } finally {
    await port.close();
  }
}

/**
 * A group that begins at the earliest record has covered all that is still in the log up to its offset. Where `latest`
 * or a time was, nobody knows any more.
 */
function beginOf(
  startAt: KafkaSourceModel['startAt'],
  logStart: bigint | null,
  committed: bigint | null,
): bigint | null {
  if (logStart === null || committed === null) return null;
  if (startAt.at !== 'earliest' && startAt.at !== 'offset') return null;
  const wanted = startAt.at === 'offset' ? startAt.offset : 0n;
  const begin = wanted > logStart ? wanted : logStart;
  return begin <= committed ? begin : null;
}
