/**
 * What the members of a group tell each other through the coordinator, in the format of Kafka's own consumers
 * (ConsumerProtocolSubscription version 2, ConsumerProtocolAssignment version 0), so that Kafka's tools can show it and
 * the broker knows the topics whose offsets it must keep.
 */
import { SluiceError } from '../../../../shared/errors.ts';
import type { TopicPartition } from '../../../../shared/record.ts';

export interface Subscription {
  readonly topics: readonly string[];
  /** What this member held last. */
  readonly owned: readonly TopicPartition[];
  /** The generation in which it held that; -1 for none. A claim of a lower generation loses. */
  readonly generation: number;
}

export function encodeSubscription(subscription: Subscription): Buffer {
  const writer = createWriter();
  writer.int16(2);
  writer.int32(subscription.topics.length);
  for (const topic of subscription.topics) writer.string(topic);
  writer.int32(0); // user data: none
  writePartitions(writer, subscription.owned);
  writer.int32(subscription.generation);
  return writer.done();
}

/** @throws {SluiceError} GROUP_INCONSISTENT for bytes that are no subscription */
export function decodeSubscription(bytes: Buffer, memberId: string): Subscription {
  return decode(`the subscription of member ${memberId}`, () => {
    const reader = createReader(bytes);
    const version = reader.int16();
    const topics = reader.array(() => reader.string());
    reader.bytes();
    const owned = version >= 1 ? readPartitions(reader) : [];
    const generation = version >= 2 ? reader.int32() : -1;
    return { topics, owned, generation };
  });
}

export function encodeAssignment(partitions: readonly TopicPartition[]): Buffer {
  const writer = createWriter();
  writer.int16(0);
  writePartitions(writer, partitions);
  writer.int32(0); // user data: none
  return writer.done();
}

/**
 * Empty bytes are an empty assignment: the leader gave this member nothing.
 * @throws {SluiceError} GROUP_INCONSISTENT for bytes that are no assignment
 */
export function decodeAssignment(bytes: Buffer): TopicPartition[] {
  if (bytes.length === 0) return [];
  return decode("the leader's assignment", () => {
    const reader = createReader(bytes);
    reader.int16();
    return readPartitions(reader);
  });
}

function decode<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new SluiceError('GROUP_INCONSISTENT', `${what} cannot be read`, { cause });
  }
}

type Writer = ReturnType<typeof createWriter>;
type Reader = ReturnType<typeof createReader>;

function writePartitions(writer: Writer, partitions: readonly TopicPartition[]): void {
  const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
  writer.int32(byTopic.size);
  for (const [topic, list] of byTopic) {
    writer.string(topic);
    writer.int32(list.length);
    for (const { partition } of list) writer.int32(partition);
  }
}

function readPartitions(reader: Reader): TopicPartition[] {
  return reader
    .array(() => {
      const topic = reader.string();
      return reader.array(() => ({ topic, partition: reader.int32() }));
    })
    .flat();
}

function createWriter(): {
  readonly int16: (value: number) => void;
  readonly int32: (value: number) => void;
  readonly string: (value: string) => void;
  readonly done: () => Buffer;
} {
  const parts: Buffer[] = [];
  const int16 = (value: number): void => {
    const part = Buffer.allocUnsafe(2);
    part.writeInt16BE(value);
    parts.push(part);
  };
  return {
    int16,
    int32: (value) => {
      const part = Buffer.allocUnsafe(4);
      part.writeInt32BE(value);
      parts.push(part);
    },
    string: (value) => {
      const bytes = Buffer.from(value, 'utf8');
      int16(bytes.length);
      parts.push(bytes);
    },
    done: () => Buffer.concat(parts),
  };
}

function createReader(bytes: Buffer): {
  readonly int16: () => number;
  readonly int32: () => number;
  readonly string: () => string;
  readonly bytes: () => Buffer;
  readonly array: <T>(item: () => T) => T[];
} {
  let at = 0;
  const take = (length: number): Buffer => {
    if (length < 0 || at + length > bytes.length) throw new RangeError(`ends at byte ${at}`);
    at += length;
    return bytes.subarray(at - length, at);
  };
  const int16 = (): number => take(2).readInt16BE();
  const int32 = (): number => take(4).readInt32BE();
  return {
    int16,
    int32,
    string: () => take(int16()).toString('utf8'),
    bytes: () => {
      const length = int32();
      return length < 0 ? Buffer.alloc(0) : take(length);
    },
    array: (item) => {
      const length = int32();
      const items = [];
      // an absurd length ends at the first item that is not there
      for (let index = 0; index < length; index += 1) items.push(item());
      return items;
    },
  };
}
