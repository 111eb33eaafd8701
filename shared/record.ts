/** A partition that records come from. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A map key for a partition; topics cannot hold a NUL byte or a slash. */
export function partitionKey(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}

/**
 * Under what right a partition is held: Kafka fences commits by member and generation; `assignment` counts the
 * assignments within this process, so that a chunk fetched before a rebalance can be told from one fetched after it.
 */
export interface Ownership {
  readonly memberId: string;
  readonly generation: number;
  readonly assignment: number;
}

/** One header; several may have the same name. */
export interface RecordHeader {
  readonly name: string;
  readonly value: Uint8Array | null;
}

/**
 * Walks the records of one chunk in place: `next()` moves, the fields say where the current record lies in `bytes`.
 * No object is made per record. A `…Start` of -1 means null (no key, a tombstone).
 */
export interface RecordCursor {
  /** Moves to the next record; false after the last. */
  next: () => boolean;
  /** The buffer that the positions below refer to; may change between records, never within one. */
  readonly bytes: Buffer;
  /** Offset of the record minus `chunk.start`; rises strictly, with gaps. */
  readonly offsetDelta: number;
  /** The record's time (create time, or log append time where the topic says so), milliseconds since 1970; -1 if it has none. */
  readonly timestampMs: number;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly headerCount: number;
  /** The headers of the current record, decoded now: allocates, so off the hot path only. */
  readonly headers: () => RecordHeader[];
  /** Whether one of them has this name, in UTF-8; left out where that is no cheaper than `headers`. */
  hasHeader?: (name: Buffer) => boolean;
  /** Of a record that gives several events, those that are meant (see Rejection.events); left out: all. */
  readonly events?: readonly string[] | undefined;
}

/** The records of one partition that came in one fetch or one invocation, checked (CRC) and decompressed, not decoded. */
export interface Chunk extends TopicPartition {
  /** Null where no group stands behind it (handler, files). */
  readonly ownership: Ownership | null;
  /** The position the fetch asked for. The first record may lie higher (compaction, aborted transactions). */
  readonly start: bigint;
  /** The position after this chunk: past control batches and gaps too. `next > start`, also where no record is left. */
  readonly next: bigint;
  /** What it holds in memory, in bytes. */
  readonly byteLength: number;
  /** A cursor before the first record. */
  readonly cursor: () => RecordCursor;
  /** Nobody looks at its bytes any more: they may be written over, or be gone, from now on. Nobody has to say so. */
  readonly release?: () => void;
}

/** Why a record could not be processed; a value that travels to the dead letters, not an exception. */
export interface Rejection {
  readonly code: RejectionCode;
  readonly stage: 'source' | 'decode' | 'transform' | 'sink';
  /** The component's name in the pipeline. */
  readonly component: string;
  /** What was got and where, without the payload. */
  readonly reason: string;
  /**
   * Which of several events of the record it is about, by their places: `2` is the third, `2.0` the first of those that
   * were made of the third. Left out: the record as a whole.
   */
  readonly events?: readonly string[];
}

export type RejectionCode =
  | 'NOT_UTF8'
  | 'NOT_JSON'
  | 'NOT_AN_OBJECT'
  | 'NOT_PROTOBUF'
  | 'NOT_AVRO'
  | 'NOT_ALLOWED_BY_SCHEMA'
  | 'NO_SCHEMA_ID'
  | 'NOT_ZLIB'
  | 'SCHEMA_UNKNOWN'
  | 'SCHEMA_UNUSABLE'
  | 'NOT_CSV'
  | 'NOT_MESSAGEPACK'
  | 'TOMBSTONE'
  | 'RECORD_TOO_LARGE'
  | 'TRANSFORM_REJECTED'
  | 'TRANSFORM_THREW'
  | 'KEY_NOT_RENDERABLE'
  | 'NOT_ENCODABLE';
