import { promisify } from 'node:util';
import { Readable } from 'node:stream';
import zlib from 'node:zlib';

/**
 * The content of a stored object, whatever it was packed with: its first bytes say so, and no text begins with them.
 * Takes the packed bytes in pieces of any size and needs one of them and one frame in memory.
 * @throws what zlib says of a damaged object
 */
export async function* unpack(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const pieces = packed[Symbol.asyncIterator]();
  let begin: Buffer = Buffer.alloc(0);
  while (begin.length < 4) {
    const { done, value } = await pieces.next();
    if (done === true) break;
    begin = Buffer.concat([begin, value]);
  }
  async function* whole(): AsyncGenerator<Buffer> {
    yield begin;
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
      yield next.value;
    }
  }
  if (begin[0] === 0x1f && begin[1] === 0x8b) yield* unzip(whole());
  else if (begin.length >= 4 && begin.readUInt32LE(0) === zstdMagic) yield* unpackFrames(whole());
  else yield* whole();
}

const zstdMagic = 0xfd2fb528;

async function* unzip(packed: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const source = Readable.from(packed, { objectMode: false });
  const unpacking = zlib.createGunzip();
  source.on('error', (error) => unpacking.destroy(error));
  try {
    for await (const piece of source.pipe(unpacking)) yield piece as Buffer;
  } finally {
    source.destroy();
    unpacking.destroy();
  }
}

/** Node's own zstd stops after the first frame, so it gets one frame after the other. */
async function* unpackFrames(packed: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const decompress = promisify<Uint8Array, Buffer>(zlib.zstdDecompress);
  let held: Buffer = Buffer.alloc(0);
  for await (const piece of packed) {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    for (let length = frameLength(held); length !== null; length = frameLength(held)) {
      yield await decompress(held.subarray(0, length));
      held = held.subarray(length);
    }
  }
  if (held.length > 0) throw new Error('the last frame is not whole');
}

/** Length of the zstd frame at the beginning, by its own headers (RFC 8878, 3.1.1); null: not all of it is there. */
function frameLength(bytes: Buffer): number | null {
  if (bytes.length < 5) return null;
  if (bytes.readUInt32LE(0) !== zstdMagic) throw new Error('what follows a frame is no frame');
  const descriptor = bytes.readUInt8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  let at = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes + sizeBytes;
  for (let isLast = false; !isLast;) {
    if (bytes.length < at + 3) return null;
    const header = bytes.readUIntLE(at, 3);
    isLast = (header & 1) === 1;
    // one byte that stands for many is type 1
    at += 3 + (((header >> 1) & 3) === 1 ? 1 : header >> 3);
  }
  at += (descriptor & 4) === 0 ? 0 : 4;
  return bytes.length < at ? null : at;
}
