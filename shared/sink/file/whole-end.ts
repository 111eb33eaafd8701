import zlib from 'node:zlib';
import { zstdMagic } from '../compress/zstd-frames.ts';

/** What a file is made of: lines, or members and frames of lines. */
export type FileCodec = 'none' | 'gzip' | 'zstd';

/** Of the end of a file that is looked at: more than any member that is written here, but for events larger than that. */
export const longestEnd: number = 4 * 1024 * 1024;

/** Of one member, unpacked; what is larger is not ours. */
const mostUnpacked = 64 * 1024 * 1024;

/** gzip's magic, and deflate, which is all that there is. */
const gzipBeginning = Buffer.from([0x1f, 0x8b, 0x08]);
const zstdBeginning = Buffer.alloc(4);
zstdBeginning.writeUInt32LE(zstdMagic);

/**
 * Whether a file that ends so ends with a whole line, member or frame, so that what is appended can be read. A process
 * that was killed while it wrote may leave half of one. The beginning of the last member is looked for from the end, and
 * it is unpacked: its checksum tells it from bytes that only look like one.
 * @param end the last bytes of the file, of which there is at least one
 */
export function endsWhole(codec: FileCodec, end: Buffer): boolean {
  if (codec === 'none') return end.at(-1) === 0x0a;
  const beginning = codec === 'gzip' ? gzipBeginning : zstdBeginning;
  const isWhole = codec === 'gzip' ? isGzip : isZstdFrame;
  let at = end.lastIndexOf(beginning);
  while (at >= 0) {
    if (isWhole(end.subarray(at))) return true;
    at = at === 0 ? -1 : end.lastIndexOf(beginning, at - 1);
  }
  return false;
}

/** Whether it is one member or several, and nothing behind them. */
function isGzip(bytes: Buffer): boolean {
  try {
    const { engine } = zlib.gunzipSync(bytes, {
      info: true,
      maxOutputLength: mostUnpacked,
    }) as unknown as { readonly engine: zlib.Gunzip };
    return engine.bytesWritten === bytes.length;
  } catch {
    return false;
  }
}

function isZstdFrame(bytes: Buffer): boolean {
  try {
    if (zstdFrameEnd(bytes) !== bytes.length) return false;
    zlib.zstdDecompressSync(bytes, { maxOutputLength: mostUnpacked });
    return true;
  } catch {
    return false;
  }
}

const dictionaryBytes = [0, 1, 2, 4] as const;
const contentSizeBytes = [0, 2, 4, 8] as const;
const runLengthBlock = 1;

/**
 * Where the frame ends that begins the bytes (RFC 8878, 3.1.1).
 * @throws {RangeError} behind the bytes
 */
function zstdFrameEnd(bytes: Buffer): number {
  const descriptor = bytes.readUInt8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  let at = 5 + (isSingleSegment ? 0 : 1) + (dictionaryBytes[descriptor & 0x03] ?? 0);
  at += sizeFlag === 0 && isSingleSegment ? 1 : (contentSizeBytes[sizeFlag] ?? 0);
  for (let isLast = false; !isLast;) {
    const block = bytes.readUIntLE(at, 3);
    isLast = (block & 1) === 1;
    at += 3 + (((block >> 1) & 3) === runLengthBlock ? 1 : block >>> 3);
  }
  return (descriptor & 0x04) === 0 ? at : at + 4;
}
