import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { unpackZstd } from './zstd-frames.ts';

/**
 * Unpacks what was stored, whichever compression it has: its first bytes say, since the pipeline may have had another
 * then. Holds a few pieces at a time. A failure of either end comes out where it is read.
 */
export async function unpack(packed: Readable): Promise<Readable> {
  const iterator = packed[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await iterator.next();
  const begin = first.done === true ? Buffer.alloc(0) : first.value;
  const whole = Readable.from(
    (async function* () {
      try {
        if (begin.length > 0) yield begin;
        for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
          yield next.value;
        }
      } finally {
        packed.destroy();
      }
    })(),
    { objectMode: false },
  );
  if (begin[0] === 0x1f && begin[1] === 0x8b) return pipeline(whole, createGunzip(), () => {});
  if (begin.length >= 4 && begin.readUInt32LE(0) === 0xfd2fb528) {
    return Readable.from(unpackZstd(whole), { objectMode: false });
  }
  return whole;
}
