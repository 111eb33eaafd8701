import { once } from 'node:events';
// by name from the module, so that an old Node gets as far as saying that it is too old
import zlib from 'node:zlib';

export const zstdMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;
const dictionaryBytes = [0, 1, 2, 4] as const;
const contentSizeBytes = [0, 2, 4, 8] as const;
const runLengthBlock = 1;

/**
 * Unpacks zstd of any number of frames, piece by piece. Node's own stream ends after the first frame, and our objects
 * are lists of frames, so their borders are found here (RFC 8878, 3.1) and each frame has a stream of its own.
 * @throws {Error} where it is no zstd, or ends within a frame
 */
export async function* unpackZstd(
  packed: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  const reader = new Reader(packed);
  while (await reader.has(4)) yield* unpackFrame(reader);
  if (reader.held > 0) throw new Error('bytes behind the last frame');
}

async function* unpackFrame(reader: Reader): AsyncGenerator<Buffer, void, undefined> {
  const kind = (await reader.need(4)).readUInt32LE(0);
  if ((kind & 0xfffffff0) >>> 0 === skippableMagic) {
    reader.take(4);
    const left = (await reader.need(4)).readUInt32LE(0);
    reader.take(4);
    for await (const _ of reader.pieces(left));
    return;
  }
  if (kind !== zstdMagic) throw new Error('it is no zstd frame');
  const stream = zlib.createZstdDecompress();
  // a failure comes out where it is read; one that comes earlier must not count as unhandled
  stream.on('error', () => undefined);
  const fed = feedFrame(reader, stream).catch((thrown: unknown) => {
    stream.destroy(thrown as Error);
  });
  try {
    for await (const piece of stream) yield piece as Buffer;
    await fed;
  } finally {
    stream.destroy();
  }
}

async function feedFrame(
  reader: Reader,
  stream: ReturnType<typeof zlib.createZstdDecompress>,
): Promise<void> {
  const write = async (bytes: Buffer): Promise<void> => {
    if (!stream.write(bytes) && !stream.destroyed) {
      await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
    }
  };
  const descriptor = (await reader.need(5))[4] ?? 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const hasChecksum = (descriptor & 0x04) !== 0;
  const sizeFlag = descriptor >> 6;
  const contentSize = sizeFlag === 0 && isSingleSegment ? 1 : (contentSizeBytes[sizeFlag] ?? 0);
  const header =
    5 + (isSingleSegment ? 0 : 1) + (dictionaryBytes[descriptor & 0x03] ?? 0) + contentSize;
  await reader.need(header);
  await write(reader.take(header));
  for (let isLast = false; !isLast;) {
    const block = (await reader.need(3)).readUIntLE(0, 3);
    isLast = (block & 1) === 1;
    const length = ((block >> 1) & 3) === runLengthBlock ? 1 : block >>> 3;
    await write(reader.take(3));
    for await (const piece of reader.pieces(length)) await write(piece);
  }
  if (hasChecksum) {
    await reader.need(4);
    await write(reader.take(4));
  }
  stream.end();
}

/** Bytes of a stream by count. */
class Reader {
  readonly #source: AsyncIterator<Buffer>;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  get held(): number {
    return this.#buffer.length;
  }

  /** Whether there are so many bytes still. */
  async has(bytes: number): Promise<boolean> {
    while (this.#buffer.length < bytes) {
      const next = await this.#source.next();
      if (next.done === true) return false;
      this.#buffer =
        this.#buffer.length === 0 ? next.value : Buffer.concat([this.#buffer, next.value]);
    }
    return true;
  }

  /** A view of at least so many bytes, still to be taken. */
  async need(bytes: number): Promise<Buffer> {
    if (await this.has(bytes)) return this.#buffer;
    throw new Error('it ends within a frame');
  }

  take(bytes: number): Buffer {
    const taken = this.#buffer.subarray(0, bytes);
    this.#buffer = this.#buffer.subarray(bytes);
    return taken;
  }

  /** So many bytes, as they come. */
  async *pieces(bytes: number): AsyncGenerator<Buffer, void, undefined> {
    for (let left = bytes; left > 0;) {
      const { length } = await this.need(1);
      const piece = this.take(Math.min(left, length));
      left -= piece.length;
      yield piece;
    }
  }
}
