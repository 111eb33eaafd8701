import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { unpackZstd, zstdMagic } from './zstd-frames.ts';

/**
 * The content of a stored object, whatever it was packed with: its first bytes say so, and no text begins with them.
 * Takes the packed bytes in pieces of any size and needs a few of them in memory.
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
  else if (begin.length >= 4 && begin.readUInt32LE(0) === zstdMagic) yield* unpackZstd(whole());
  else yield* whole();
}

async function* unzip(packed: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const source = Readable.from(packed, { objectMode: false });
  const unpacking = createGunzip();
  source.on('error', (error) => unpacking.destroy(error));
  try {
    for await (const piece of source.pipe(unpacking)) yield piece as Buffer;
  } finally {
    source.destroy();
    unpacking.destroy();
  }
}
