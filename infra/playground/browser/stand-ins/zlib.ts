/** As much of Node's zlib as VRL's functions ask for: what is known of zstd in a browser can only be read. */
import {
  gunzipSync as gunzip,
  gzipSync as gzip,
  inflateSync as inflate,
  unzlibSync,
  zlibSync,
} from 'fflate';
import { Buffer } from 'buffer';
import { decompress } from 'fzstd';

interface Level {
  readonly level?: number;
}

type FflateLevel = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

export const constants: Readonly<Record<string, number>> = { ZSTD_c_compressionLevel: 100 };

export function gzipSync(bytes: Uint8Array, { level = 6 }: Level = {}): Buffer {
  return Buffer.from(gzip(bytes, { level: level as FflateLevel, mtime: 0 }));
}

export function gunzipSync(bytes: Uint8Array): Buffer {
  return Buffer.from(gunzip(bytes));
}

export function deflateSync(bytes: Uint8Array, { level = 6 }: Level = {}): Buffer {
  return Buffer.from(zlibSync(bytes, { level: level as FflateLevel }));
}

export function inflateSync(bytes: Uint8Array): Buffer {
  return Buffer.from(unzlibSync(bytes));
}

export function zstdDecompressSync(bytes: Uint8Array): Buffer {
  return Buffer.from(decompress(Uint8Array.from(bytes)));
}

export function inflateRawSync(bytes: Uint8Array): Buffer {
  return Buffer.from(inflate(bytes));
}
