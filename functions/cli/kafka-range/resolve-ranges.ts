import { SluiceError } from '../../../shared/errors.ts';
import { partitionKey, type TopicPartition } from '../../../shared/record.ts';
import type { KafkaTool } from '../../consumer/kafka/port.ts';
import type { Position } from '../position.ts';
import type { KafkaRange } from './records-of.ts';

/** What is asked for on the command line. */
export interface WantedRange {
  readonly topic: string;
  /** Null: all. */
  readonly partition: number | null;
  readonly from: Position;
  /** The first that is left out. */
  readonly until: Position;
}

/**
 * Which offsets of which partitions are wanted; none of a partition where nothing is.
 * @throws {SluiceError} KAFKA_*; INPUT_UNREADABLE where there is no such partition, or the log does not hold the range
 */
export async function resolveRanges(
  port: KafkaTool,
  wanted: WantedRange,
): Promise<readonly KafkaRange[]> {
  const { topic, partition } = wanted;
  const partitions = port
    .partitions()
    .filter((at) => at.topic === topic && (partition ?? at.partition) === at.partition);
  if (partitions.length === 0) {
    throw new SluiceError(
      'INPUT_UNREADABLE',
      `the source has no topic '${topic}' with such a partition`,
    );
  }
  const bounds = await port.bounds(partitions);
  const [from, until] = [
    await offsetsAt(port, partitions, wanted.from),
    await offsetsAt(port, partitions, wanted.until),
  ];
  return partitions.flatMap((at) => {
    const name = partitionKey(at.topic, at.partition);
    const bound = bounds.get(name);
    const first = from.get(name);
    const last = until.get(name);
    if (bound === undefined || first === undefined || last === undefined) {
      throw new SluiceError('KAFKA_UNREACHABLE', `${name} has no leader that says what it holds`);
    }
    const next = last > bound.lastStable ? bound.lastStable : last;
    if (first >= next) return [];
    if (first < bound.logStart) {
      throw new SluiceError(
        'INPUT_UNREADABLE',
        `${name} is wanted from offset ${first}, and the log holds ${bound.logStart} to ${bound.lastStable}`,
      );
    }
    return [{ ...at, first, next }];
  });
}

async function offsetsAt(
  port: KafkaTool,
  partitions: readonly TopicPartition[],
  position: Position,
): Promise<ReadonlyMap<string, bigint>> {
  if (position.at !== 'offset') return port.offsets(partitions, position);
  const { offset } = position;
  return new Map(partitions.map((at) => [partitionKey(at.topic, at.partition), offset]));
}
