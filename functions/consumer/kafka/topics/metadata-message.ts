/**
 * Kafka's Metadata request and answer, version 10: the first that names topics by their id as well (KIP-516), which
 * tells a topic from one of the same name that was deleted. Brokers from 2.8 to 4.x speak it.
 */
import { SluiceError } from '../../../../shared/errors.ts';

/** What the cluster says of itself and of its topics. */
export interface ClusterMetadata {
  readonly brokers: readonly {
    readonly nodeId: number;
    readonly host: string;
    readonly port: number;
  }[];
  readonly topics: readonly {
    readonly errorCode: number;
    readonly name: string;
    /** As Kafka's tools print it: 22 characters of URL-safe base64; '' where the topic has none. */
    readonly id: string;
    readonly internal: boolean;
    readonly partitions: readonly { readonly partition: number; readonly leader: number }[];
  }[];
}

const idBytes = 16;
const noId = Buffer.alloc(idBytes);

/**
 * Everything after the client id of the request's header.
 * @param topics all topics where it is empty
 */
export function encodeMetadataRequest(topics: readonly string[]): Buffer {
  const parts: Buffer[] = [noTags];
  // 0 is null, which asks for all of them
  parts.push(unsignedVarint(topics.length === 0 ? 0 : topics.length + 1));
  for (const topic of topics) {
    const name = Buffer.from(topic, 'utf8');
    parts.push(noId, unsignedVarint(name.length + 1), name, noTags);
  }
  // no creation of topics, no authorized operations of cluster and topics
  parts.push(Buffer.from([0, 0, 0]), noTags);
  return Buffer.concat(parts);
}

/**
 * Reads what comes after the correlation id.
 * @throws {SluiceError} KAFKA_PROTOCOL where the bytes are no such answer
 */
export function decodeMetadataAnswer(bytes: Buffer): ClusterMetadata & {
  /** How long the broker wants not to be asked. */
  readonly throttleMs: number;
} {
  try {
    const reader = new CompactReader(bytes);
    reader.tags();
    const throttleMs = reader.int32();
    const brokers = reader.array(() => readBroker(reader));
    reader.string(); // cluster id
    reader.int32(); // controller
    const topics = reader.array(() => readTopic(reader));
    reader.int32(); // authorized operations
    reader.tags();
    return { throttleMs, brokers, topics };
  } catch (cause) {
    throw new SluiceError(
      'KAFKA_PROTOCOL',
      `a metadata answer of ${bytes.length} bytes does not hold what its lengths say`,
      { cause },
    );
  }
}

function readBroker(reader: CompactReader): ClusterMetadata['brokers'][number] {
  const nodeId = reader.int32();
  const host = reader.string();
  const port = reader.int32();
  reader.string(); // rack
  reader.tags();
  return { nodeId, host, port };
}

function readTopic(reader: CompactReader): ClusterMetadata['topics'][number] {
  const errorCode = reader.int16();
  const name = reader.string();
  const id = reader.take(idBytes);
  const internal = reader.int8() !== 0;
  const partitions = reader.array(() => readPartition(reader));
  reader.int32(); // authorized operations
  reader.tags();
  return {
    errorCode,
    name,
    id: id.equals(noId) ? '' : id.toString('base64url'),
    internal,
    partitions,
  };
}

function readPartition(
  reader: CompactReader,
): ClusterMetadata['topics'][number]['partitions'][number] {
  reader.int16(); // error: a leader that is missing is -1 all the same
  const partition = reader.int32();
  const leader = reader.int32();
  reader.int32(); // leader epoch
  for (let list = 0; list < 3; list += 1) reader.array(() => reader.int32()); // replicas: all, in sync, offline
  reader.tags();
  return { partition, leader };
}

const noTags = Buffer.from([0]);

function unsignedVarint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left > 0x7f; left >>>= 7) bytes.push((left & 0x7f) | 0x80);
  bytes.push(left);
  return Buffer.from(bytes);
}

/** Reads the fields of a flexible message (KIP-482): lengths are varints, one too high so that 0 is null. */
class CompactReader {
  readonly #bytes: Buffer;
  #at: number = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  take(length: number): Buffer {
    const start = this.#at;
    const end = start + length;
    if (length < 0 || end > this.#bytes.length) throw new RangeError(`${length} bytes at ${start}`);
    this.#at = end;
    return this.#bytes.subarray(start, end);
  }

  int8(): number {
    return this.take(1).readInt8();
  }

  int16(): number {
    return this.take(2).readInt16BE();
  }

  int32(): number {
    return this.take(4).readInt32BE();
  }

  /** '' for null. */
  string(): string {
    const length = this.#varint();
    return length === 0 ? '' : this.take(length - 1).toString('utf8');
  }

  /** Empty for null. An absurd length ends at the first item that is not there. */
  array<T>(item: () => T): T[] {
    const items: T[] = [];
    for (let left = this.#varint(); left > 1; left -= 1) items.push(item());
    return items;
  }

  /** Passes over fields that later versions may add. */
  tags(): void {
    for (let left = this.#varint(); left > 0; left -= 1) {
      this.#varint();
      this.take(this.#varint());
    }
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.take(1).readUInt8();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError(`a length of more than 5 bytes at ${this.#at}`);
  }
}
