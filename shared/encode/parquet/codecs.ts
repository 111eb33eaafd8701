import zlib from 'node:zlib';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';

export type ParquetCompression = 'zstd' | 'snappy' | 'gzip' | 'none';

/** How the pages of a file are compressed. */
export interface PageCodec {
  /** Parquet's number of the codec. */
  readonly id: number;
  readonly compress: (page: Buffer) => Uint8Array;
}

const zstdOptions = { params: { [zlib.constants.ZSTD_c_compressionLevel]: 3 } };

export const pageCodecs: Readonly<Record<ParquetCompression, PageCodec>> = {
  none: { id: 0, compress: (page) => page },
  snappy: { id: 1, compress: (page) => snappyCompress(page) },
  gzip: { id: 2, compress: (page) => zlib.gzipSync(page, { level: 6 }) },
  zstd: { id: 6, compress: (page) => zlib.zstdCompressSync(page, zstdOptions) },
};
