import { gunzipSync, zstdDecompressSync } from 'node:zlib';

/**
 * What a stored object holds, frame by frame where it is zstd; by its first bytes, and without the engine's own reader.
 * Node's zstd stops after the first frame without an error (nodejs/node#64741), and objects are lists of frames.
 */
export function* unpackObject(packed: Buffer): Generator<Buffer> {
  if (packed[0] === 0x1f && packed[1] === 0x8b) yield gunzipSync(packed);
  else if (packed.length >= 4 && packed.readUInt32LE(0) === 0xfd2fb528) yield* unpackZstd(packed);
  else yield packed;
}

/** The frames of zstd, one after the other. */
export function* unpackZstd(packed: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < packed.length;) {
    // with `info` it says how much it has read, which its types do not know
    const { buffer, engine } = zstdDecompressSync(packed.subarray(at), {
      info: true,
    }) as unknown as {
      readonly buffer: Buffer;
      readonly engine: { readonly bytesWritten: number };
    };
    if (engine.bytesWritten === 0) throw new Error('an empty frame');
    yield buffer;
    at += engine.bytesWritten;
  }
}
