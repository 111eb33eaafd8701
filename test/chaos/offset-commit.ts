/** Reads Kafka's OffsetCommit from the wire, in the versions that clients of today send (2 to 9). */

export interface CommittedEntry {
  readonly partition: number;
  readonly offset: bigint;
  readonly metadata: string;
}

export interface SentCommit {
  readonly clientId: string;
  readonly correlationId: number;
  readonly version: number;
  readonly topics: readonly {
    readonly topic: string;
    readonly entries: readonly CommittedEntry[];
  }[];
}

const offsetCommit = 8;
/** From here on lengths are varints, and structures end with tags. */
const firstFlexible = 8;

/** The commits among the whole requests in a piece that begins with one: clients write each request at once. */
export function* readCommits(piece: Buffer): Generator<SentCommit> {
  for (let at = 0; at + 14 <= piece.length;) {
    const end = at + 4 + piece.readInt32BE(at);
    const idEnd = at + 14 + Math.max(0, piece.readInt16BE(at + 12));
    if (end <= at + 14 || end > piece.length || idEnd > end) return;
    if (piece.readInt16BE(at + 4) === offsetCommit) {
      const version = piece.readInt16BE(at + 6);
      yield {
        clientId: piece.toString('utf8', at + 14, idEnd),
        correlationId: piece.readInt32BE(at + 8),
        version,
        topics: readTopics(
          new Reader(piece.subarray(idEnd, end), version >= firstFlexible),
          version,
        ),
      };
    }
    at = end;
  }
}

/** The error code of each partition in an answer; -1 where it cannot be read. */
export function readCommitAnswer(piece: Buffer, version: number): readonly number[] {
  try {
    const reader = new Reader(piece.subarray(8), version >= firstFlexible);
    reader.tags();
    if (version >= 3) reader.int32();
    const topics = reader.array(() => {
      reader.string();
      const codes = reader.array(() => {
        reader.int32();
        const code = reader.int16();
        reader.tags();
        return code;
      });
      reader.tags();
      return codes;
    });
    return topics.flat();
  } catch {
    return [-1];
  }
}

function readTopics(reader: Reader, version: number): SentCommit['topics'] {
  reader.tags();
  reader.string();
  reader.int32();
  reader.string();
  if (version >= 7) reader.string();
  if (version < 5) reader.int64();
  return reader.array(() => {
    const topic = reader.string();
    const entries = reader.array(() => {
      const partition = reader.int32();
      const offset = reader.int64();
      if (version >= 6) reader.int32();
      const metadata = reader.string();
      reader.tags();
      return { partition, offset, metadata };
    });
    reader.tags();
    return { topic, entries };
  });
}

/** Kafka's primitive types, one after the other. */
class Reader {
  readonly #bytes: Buffer;
  readonly #flexible: boolean;
  #at = 0;

  constructor(bytes: Buffer, flexible: boolean) {
    this.#bytes = bytes;
    this.#flexible = flexible;
  }

  int16(): number {
    this.#at += 2;
    return this.#bytes.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }

  int64(): bigint {
    this.#at += 8;
    return this.#bytes.readBigInt64BE(this.#at - 8);
  }

  /** Null counts as empty. */
  string(): string {
    const length = this.#flexible ? this.#varint() - 1 : this.int16();
    if (length <= 0) return '';
    this.#at += length;
    return this.#bytes.toString('utf8', this.#at - length, this.#at);
  }

  array<T>(read: () => T): T[] {
    const length = this.#flexible ? this.#varint() - 1 : this.int32();
    return Array.from({ length: Math.max(0, length) }, read);
  }

  /** Skips what a later version may have added. */
  tags(): void {
    if (!this.#flexible) return;
    for (let left = this.#varint(); left > 0; left--) {
      this.#varint();
      this.#at += this.#varint();
    }
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#at++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }
}
