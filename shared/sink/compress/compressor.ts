import { availableParallelism } from 'node:os';
import zlib from 'node:zlib';
import { SluiceError } from '../../errors.ts';
import { FrameEncoder } from './frame-encoder.ts';
import { createGate, type Gate } from './gate.ts';
import { compressionLevels } from './levels.ts';

export interface CompressionOptions {
  readonly codec: 'none' | 'gzip' | 'zstd';
  /** gzip 1 – 9, zstd 1 – 19; not looked at for 'none'. */
  readonly level: number;
}

/** Makes the pieces that a stored object is put together from. */
export interface Compressor {
  /**
   * One complete gzip member or zstd frame, in memory of `frameMemory`; for 'none' the very bytes that came. They must
   * not change before the promise is settled (for 'none': as long as the piece is used).
   * @throws {SluiceError} INTERNAL, should the codec fail
   */
  readonly frame: (raw: Uint8Array) => Promise<Uint8Array>;
  /** What the key ends with, so that readers know: '' | '.gz' | '.zst'. */
  readonly extension: string;
}

/**
 * How many frames are made at once in this process. They run on libuv's pool of 4 threads, which also resolves host
 * names and reads files: one thread stays free for those. More than there are cores would only cost memory.
 */
const gate: Gate = createGate(Math.min(3, availableParallelism()));

/** Of the memory that zlib writes into: several frames share it, and are copied out of it. */
const chunkSize = 256 * 1024;

/**
 * A compressor without a stream of its own: each frame is compressed alone, off the main thread, and a stored object is a list of
 * frames. Both formats allow that (RFC 1952, 2.2; RFC 8878, 3.1), and an open object needs no encoder of its own.
 *
 * Tried on objects of several frames, and read whole: DuckDB, gzip, zstd, Python's gzip, and aircompressor, which Trino
 * and Athena read zstd with. Two readers stop after the first zstd frame without an error: Node's zlib up to 24 and 26.5
 * (nodejs/node#64741) and python-zstandard unless told `read_across_frames=True`. For those, choose gzip.
 * @throws {SluiceError} CONFIG_INVALID: a level out of range, or zstd on a Node without it
 * @example
 * const { frame } = createCompressor({ codec: 'zstd', level: 1 });
 * const body = await Promise.all([frame(first), frame(second)]);
 */
export function createCompressor({ codec, level }: CompressionOptions): Compressor {
  if (codec === 'none') {
    return { frame: (raw) => Promise.resolve(raw), extension: '' };
  }
  checkLevel(codec, level);
  const create = codec === 'gzip' ? gzipEncoder(level) : zstdEncoder(level);
  // never more than the gate lets through
  const idle: FrameEncoder[] = [];
  const frame = async (raw: Uint8Array): Promise<Uint8Array> => {
    await gate.enter();
    try {
      const encoder = idle.pop() ?? new FrameEncoder(create(), codec === 'gzip');
      const made = await encoder.encode(raw);
      idle.push(encoder);
      return made;
    } catch (error) {
      throw new SluiceError('INTERNAL', `${codec} failed on a frame of ${raw.length} bytes`, {
        cause: error,
      });
    } finally {
      gate.leave();
    }
  };
  return { frame, extension: codec === 'gzip' ? '.gz' : '.zst' };
}

function checkLevel(codec: 'gzip' | 'zstd', level: number): void {
  const { min, max } = compressionLevels[codec];
  if (Number.isInteger(level) && level >= min && level <= max) return;
  throw new SluiceError(
    'CONFIG_INVALID',
    `compression.level: got ${level}; ${codec} takes a whole number from ${min} to ${max}`,
  );
}

function gzipEncoder(level: number): () => zlib.Gzip {
  return () => zlib.createGzip({ level, chunkSize, flush: zlib.constants.Z_FINISH });
}

/** By name from the module's namespace, so that a Node without zstd can say so instead of failing to link. */
function zstdEncoder(level: number): () => zlib.ZstdCompress {
  const create = (zlib as Partial<typeof zlib>).createZstdCompress;
  if (create === undefined) {
    throw new SluiceError(
      'CONFIG_INVALID',
      `compression.codec: got 'zstd', which Node ${process.version} does not have; run Node 22.15 or newer, or choose 'gzip'`,
    );
  }
  const params = {
    [zlib.constants.ZSTD_c_compressionLevel]: level,
    // gzip has its CRC; a damaged object should not pass for data with zstd either
    [zlib.constants.ZSTD_c_checksumFlag]: 1,
  };
  return () => create({ params, chunkSize, flush: zlib.constants.ZSTD_e_end });
}
