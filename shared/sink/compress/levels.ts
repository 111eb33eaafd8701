/** What a codec's levels may be, and which one is taken where none is given. */
export interface LevelRange {
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/**
 * Chosen by measuring device events (211 bytes a line, NDJSON; Node 24; CPU in ms per MB of input, and how many times
 * smaller it gets), each frame compressed by itself:
 *
 *     frame     gzip 1     gzip 6     gzip 9     zstd 1     zstd 3     zstd 9     zstd 19
 *     64 KB     9.8 5.6    13.9 6.8   30.5 7.2   4.8 7.2    5.9 6.7    23.1 7.8
 *     256 KB    5.1 5.7    14.6 7.1   36.5 7.5   4.5 7.2    5.3 6.8    19.9 8.0   735 8.9
 *     1 MB      4.2 5.8    15.2 7.2   37.6 7.6   3.2 7.2    2.8 6.9    17.7 8.0
 *
 * zstd 1 is as dense as gzip 6 at a third of its CPU or less, and no step above it gives back what it costs while the
 * consumer is busy. gzip 6 rather than 1: a fifth less to store and to scan, and the 10 s of CPU per GB that it takes
 * more are paid back by the first days of storage. Frames of 256 KB lose 1 % to those of 1 MB.
 */
export const compressionLevels: Readonly<Record<'gzip' | 'zstd', LevelRange>> = {
  gzip: { min: 1, max: 9, default: 6 },
  zstd: { min: 1, max: 19, default: 1 },
};
