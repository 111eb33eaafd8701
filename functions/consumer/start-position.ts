import { partitionKey, type TopicPartition } from '../../shared/record.ts';
import type { KafkaSourceModel } from '../../shared/pipeline/model.ts';
import type { KafkaPort } from './kafka/port.ts';

/**
 * Where partitions begin that the group has no committed offset for. An offset outside the log is moved to its nearer
 * end, since the log may begin later than the user remembers.
 */
export async function startPositions(
  port: Pick<KafkaPort, 'offsets' | 'bounds'>,
  startAt: KafkaSourceModel['startAt'],
  partitions: readonly TopicPartition[],
): Promise<ReadonlyMap<string, bigint>> {
  if (partitions.length === 0) return new Map();
  if (startAt.at !== 'offset') return port.offsets(partitions, startAt);
  const bounds = await port.bounds(partitions);
  const positions = new Map<string, bigint>();
  for (const { topic, partition } of partitions) {
    const key = partitionKey(topic, partition);
    const bound = bounds.get(key);
    if (bound === undefined) continue;
    positions.set(key, clamp(startAt.offset, bound.logStart, bound.highWatermark));
  }
  return positions;
}

function clamp(value: bigint, low: bigint, high: bigint): bigint {
  if (value < low) return low;
  return value > high ? high : value;
}
