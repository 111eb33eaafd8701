import { int } from './record-batch.ts';

/** One partition's part of a Fetch answer as tests write it down. */
export interface TestPartitionAnswer {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode?: number;
  readonly highWatermark?: bigint;
  readonly lastStable?: bigint;
  readonly logStart?: bigint;
  readonly aborted?: readonly { readonly producerId: bigint; readonly firstOffset: bigint }[];
  readonly preferredReplica?: number;
  /** Null: the length -1. */
  readonly records?: Buffer | null;
}

/** Encodes the body of a Fetch answer, version 11; partitions that follow one another share their topic's entry. */
export function encodeFetchAnswer(
  partitions: readonly TestPartitionAnswer[],
  head: { readonly throttleMs?: number; readonly errorCode?: number } = {},
): Buffer {
  const topics: { readonly name: string; readonly parts: TestPartitionAnswer[] }[] = [];
  for (const part of partitions) {
    if (topics.at(-1)?.name !== part.topic) topics.push({ name: part.topic, parts: [] });
    topics.at(-1)?.parts.push(part);
  }
  return Buffer.concat([
    int(4, head.throttleMs ?? 0),
    int(2, head.errorCode ?? 0),
    int(4, 0),
    int(4, topics.length),
    ...topics.flatMap(({ name, parts }) => [
      int(2, Buffer.byteLength(name)),
      Buffer.from(name),
      int(4, parts.length),
      ...parts.map(encodePartition),
    ]),
  ]);
}

function encodePartition(part: TestPartitionAnswer): Buffer {
  const aborted = part.aborted ?? [];
  const records = part.records === undefined ? Buffer.alloc(0) : part.records;
  return Buffer.concat([
    int(4, part.partition),
    int(2, part.errorCode ?? 0),
    int(8, part.highWatermark ?? -1n),
    int(8, part.lastStable ?? part.highWatermark ?? -1n),
    int(8, part.logStart ?? -1n),
    int(4, aborted.length),
    ...aborted.flatMap(({ producerId, firstOffset }) => [int(8, producerId), int(8, firstOffset)]),
    int(4, part.preferredReplica ?? -1),
    int(4, records?.length ?? -1),
    records ?? Buffer.alloc(0),
  ]);
}
