/** The fixed 61 bytes before the records of a batch in format v2, Kafka's own since 0.11. */
export interface BatchHeader {
  /** Where the batch lies in its buffer, its header included. */
  readonly start: number;
  readonly end: number;
  readonly baseOffset: bigint;
  /** Of the last record that was ever in the batch: compaction may have removed it, the position passes it all the same. */
  readonly lastOffsetDelta: number;
  readonly crc: number;
  /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd; 5 to 7 belong to nobody yet. */
  readonly codec: number;
  /** The topic stamps records at the broker: all of the batch have `maxTimestampMs`. */
  readonly logAppendTime: boolean;
  readonly transactional: boolean;
  /** Holds a transaction's end marker and no record of a user. */
  readonly control: boolean;
  /** What the records' own timestamp deltas are added to; -1 where they have no time. */
  readonly firstTimestampMs: number;
  readonly maxTimestampMs: number;
  /** -1: neither idempotent nor transactional. */
  readonly producerId: bigint;
  readonly recordCount: number;
}

/** Bytes of base offset and length, which the length itself does not count. */
export const lengthPrefixBytes: number = 12;
/** Bytes before the first record. */
export const batchHeaderBytes: number = 61;
/** The CRC covers everything from here to the end of the batch. */
export const crcStart: number = 21;

/** What a message of format 0 is counted as at least. */
const shortestMessageBytes = 14;
const magicAt = 16;
const crcAt = 17;

/** End of the batch that begins at `start`, or -1 where its length is below that of any format. Needs 12 bytes. */
export function batchEnd(bytes: Buffer, start: number): number {
  const length = bytes.readInt32BE(start + 8);
  return length < shortestMessageBytes ? -1 : start + lengthPrefixBytes + length;
}

/** The format's number, at the same place in all of them. */
export function batchMagic(bytes: Buffer, start: number): number {
  return bytes.readInt8(start + magicAt);
}

/** The offset after the batch that begins at `start`, from its header alone. */
export function offsetAfterBatch(bytes: Buffer, start: number): bigint {
  return bytes.readBigInt64BE(start) + BigInt(bytes.readInt32BE(start + 23)) + 1n;
}

/** Reads the header of a whole batch of format v2 at `start`; nothing is checked here. */
export function readBatchHeader(bytes: Buffer, start: number, end: number): BatchHeader {
  const attributes = bytes.readInt16BE(start + 21);
  return {
    start,
    end,
    baseOffset: bytes.readBigInt64BE(start),
    lastOffsetDelta: bytes.readInt32BE(start + 23),
    crc: bytes.readUInt32BE(start + crcAt),
    codec: attributes & 0b111,
    logAppendTime: (attributes & 0b1000) !== 0,
    transactional: (attributes & 0b1_0000) !== 0,
    control: (attributes & 0b10_0000) !== 0,
    firstTimestampMs: readInt64(bytes, start + 27),
    maxTimestampMs: readInt64(bytes, start + 35),
    producerId: bytes.readBigInt64BE(start + 43),
    recordCount: bytes.readInt32BE(start + 57),
  };
}

/** A 64-bit integer as a plain number: exact below 2^53, which a time in milliseconds stays under for 280,000 years. */
function readInt64(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4);
}
