import { createGunzip, crc32, zstdDecompressSync } from 'node:zlib';
import type { ObjectContent } from './evidence.ts';

const newline = 0x0a;
const openingBracket = 0x5b;

/**
 * What an object holds, by reading all of it: the CRC32 of its content before compression, and its events where lines
 * are events. Which compression it is, its first bytes say, since the pipeline may have had another when it was stored.
 * Unpacks piece by piece (gzip) or frame by frame (zstd), so that it needs the packed object and one piece in memory.
 */
export async function readContent(packed: Buffer, key: string): Promise<ObjectContent> {
  const tally = new Tally();
  try {
    if (packed[0] === 0x1f && packed[1] === 0x8b) {
      const unpack = createGunzip();
      unpack.end(packed);
      for await (const piece of unpack) tally.add(piece as Buffer);
    } else if (packed.length >= 4 && packed.readUInt32LE(0) === 0xfd2fb528) {
      unpackFrames(packed, tally);
    } else {
      tally.add(packed);
    }
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : 'unknown';
    return { events: null, crc32: tally.crc32, fault: `it cannot be unpacked: ${reason}` };
  }
  // text may hold line breaks of its own, and an array is not counted by lines
  const linesAreEvents = /\.ndjson(?:\.|$)/.test(key) && tally.begin !== openingBracket;
  return { events: linesAreEvents ? tally.lines : null, crc32: tally.crc32, fault: null };
}

/** Node's own zstd stops after the first frame, so it is asked frame by frame. */
function unpackFrames(packed: Buffer, tally: Tally): void {
  for (let at = 0; at < packed.length;) {
    // with `info` it says how much it has read, which its types do not know
    const { buffer, engine } = zstdDecompressSync(packed.subarray(at), {
      info: true,
    }) as unknown as {
      readonly buffer: Buffer;
      readonly engine: { readonly bytesWritten: number };
    };
    if (engine.bytesWritten === 0) throw new Error('an empty frame');
    tally.add(buffer);
    at += engine.bytesWritten;
  }
}

class Tally {
  lines = 0;
  begin: number | undefined;
  #crc = 0;

  get crc32(): string {
    return this.#crc.toString(16).padStart(8, '0');
  }

  add(piece: Buffer): void {
    this.begin ??= piece[0];
    this.#crc = crc32(piece, this.#crc);
    for (let at = piece.indexOf(newline); at >= 0; at = piece.indexOf(newline, at + 1))
      this.lines++;
  }
}
