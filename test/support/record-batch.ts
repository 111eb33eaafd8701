import { gzipSync, zstdCompressSync } from 'node:zlib';
import { crc32c, lz4Compress, snappyCompress } from '@platformatic/wasm-utils/bundled';

/** A record as tests write it down. */
export interface TestRecord {
  readonly offsetDelta: number;
  readonly timestampDelta?: number;
  readonly key?: Buffer | null;
  readonly value?: Buffer | null;
  readonly headers?: readonly { readonly name: string; readonly value: Buffer | null }[];
}

export type TestCodec = 'none' | 'gzip' | 'snappy' | 'snappy-raw' | 'lz4' | 'zstd';

/** A batch as tests write it down; what is left out is what a plain producer would send. */
export interface TestBatch {
  readonly baseOffset?: bigint;
  readonly records: readonly TestRecord[];
  /** Larger than the last record's where compaction took records away. */
  readonly lastOffsetDelta?: number;
  readonly codec?: TestCodec;
  readonly firstTimestampMs?: number;
  readonly maxTimestampMs?: number;
  readonly logAppendTime?: boolean;
  readonly transactional?: boolean;
  readonly control?: boolean;
  readonly producerId?: bigint;
  readonly magic?: number;
  /** Written into the attributes in place of the codec's number. */
  readonly codecNumber?: number;
  /** Written in place of the records. */
  readonly payload?: Buffer;
  readonly recordCount?: number;
}

const codecNumbers = { none: 0, gzip: 1, snappy: 2, 'snappy-raw': 2, lz4: 3, zstd: 4 } as const;

/** Encodes one batch of format v2, by a way of its own: shares nothing with the reader that it tests. */
export function encodeBatch(batch: TestBatch): Buffer {
  const codec = batch.codec ?? 'none';
  const plain = Buffer.concat(batch.records.map(encodeRecord));
  const payload = batch.payload ?? compress(codec, plain);
  const attributes =
    (batch.codecNumber ?? codecNumbers[codec]) |
    (batch.logAppendTime === true ? 8 : 0) |
    (batch.transactional === true ? 16 : 0) |
    (batch.control === true ? 32 : 0);
  const first = batch.firstTimestampMs ?? 1_735_408_862_239;
  const covered = Buffer.concat([
    int(2, attributes),
    int(4, batch.lastOffsetDelta ?? batch.records.at(-1)?.offsetDelta ?? 0),
    int(8, first),
    int(8, batch.maxTimestampMs ?? first),
    int(8, batch.producerId ?? -1n),
    int(2, -1),
    int(4, -1),
    int(4, batch.recordCount ?? batch.records.length),
    payload,
  ]);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32c(covered));
  return Buffer.concat([
    int(8, batch.baseOffset ?? 0n),
    int(4, 9 + covered.length),
    int(4, 0),
    int(1, batch.magic ?? 2),
    crc,
    covered,
  ]);
}

/** The end of a transaction, as the coordinator writes it. */
export function encodeMarker(
  kind: 'abort' | 'commit',
  baseOffset: bigint,
  producerId: bigint,
): Buffer {
  const key = Buffer.concat([int(2, 0), int(2, kind === 'abort' ? 0 : 1)]);
  const value = Buffer.concat([int(2, 0), int(4, 1)]);
  const records = [{ offsetDelta: 0, key, value }];
  return encodeBatch({ baseOffset, records, producerId, transactional: true, control: true });
}

export function encodeRecord(record: TestRecord): Buffer {
  const headers = record.headers ?? [];
  const body = Buffer.concat([
    int(1, 0),
    varint(BigInt(record.timestampDelta ?? 0)),
    varint(BigInt(record.offsetDelta)),
    sized(record.key ?? null),
    sized(record.value ?? null),
    varint(BigInt(headers.length)),
    ...headers.flatMap((header) => [sized(Buffer.from(header.name)), sized(header.value)]),
  ]);
  return Buffer.concat([varint(BigInt(body.length)), body]);
}

/** The frame that Java's producer puts around snappy blocks of 32 KB. */
export function xerialFrame(plain: Buffer, blockBytes: number = 32 * 1024): Buffer {
  const parts: Buffer[] = [Buffer.from('82534e41505059000000000100000001', 'hex')];
  for (let at = 0; at < plain.length; at += blockBytes) {
    const block = snappyCompress(plain.subarray(at, at + blockBytes));
    parts.push(int(4, block.length), block);
  }
  return Buffer.concat(parts);
}

/** A big-endian integer of 1, 2, 4 or 8 bytes. */
export function int(size: 1 | 2 | 4 | 8, value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes.subarray(8 - size);
}

/** A zigzag integer of up to 64 bits. */
function varint(value: bigint): Buffer {
  let raw = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  const bytes: number[] = [];
  for (; raw > 0x7fn; raw >>= 7n) bytes.push(Number(raw & 0x7fn) | 0x80);
  bytes.push(Number(raw));
  return Buffer.from(bytes);
}

function sized(bytes: Buffer | null): Buffer {
  return bytes === null ? varint(-1n) : Buffer.concat([varint(BigInt(bytes.length)), bytes]);
}

function compress(codec: TestCodec, plain: Buffer): Buffer {
  switch (codec) {
    case 'gzip':
      return gzipSync(plain);
    case 'snappy':
      return xerialFrame(plain);
    case 'snappy-raw':
      return snappyCompress(plain);
    case 'lz4':
      return lz4Compress(plain);
    case 'zstd':
      return zstdCompressSync(plain);
    case 'none':
    default:
      return plain;
  }
}
