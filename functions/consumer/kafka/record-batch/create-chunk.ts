import type { Chunk, Ownership, TopicPartition } from '../../../../shared/record.ts';
import { BatchRecordCursor } from './record-cursor.ts';
import type { TakenBatches } from './record-set-reader.ts';

/**
 * What the engine gets. A chunk of uncompressed batches keeps the whole fetch answer alive, whose other parts are
 * mostly handed out at the same time; a decompressed one keeps only its own bytes.
 */
export function createChunk(
  place: TopicPartition,
  ownership: Ownership | null,
  start: bigint,
  taken: TakenBatches,
  release?: () => void,
): Chunk {
  const { topic, partition } = place;
  const at = { topic, partition, start };
  return {
    topic,
    partition,
    ownership,
    start,
    next: taken.next,
    byteLength: taken.byteLength,
    cursor: () => new BatchRecordCursor(at, taken.runs),
    ...(release === undefined ? {} : { release }),
  };
}
