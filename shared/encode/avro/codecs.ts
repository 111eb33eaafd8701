import zlib from 'node:zlib';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';

export type AvroCompression = 'deflate' | 'snappy' | 'zstandard' | 'none';

/** How the blocks of a file are compressed. */
export interface BlockCodec {
  /** As the file's header calls it. */
  readonly name: string;
  readonly compress: (block: Buffer) => Uint8Array;
}

const zstdOptions = { params: { [zlib.constants.ZSTD_c_compressionLevel]: 3 } };

export const blockCodecs: Readonly<Record<AvroCompression, BlockCodec>> = {
  none: { name: 'null', compress: (block) => block },
  deflate: { name: 'deflate', compress: (block) => zlib.deflateRawSync(block, { level: 6 }) },
  zstandard: {
    name: 'zstandard',
    compress: (block) => zlib.zstdCompressSync(block, zstdOptions),
  },
  snappy: {
    name: 'snappy',
    compress: (block) => {
      const checksum = Buffer.alloc(4);
      checksum.writeUInt32BE(zlib.crc32(block));
      return Buffer.concat([snappyCompress(block), checksum]);
    },
  },
};
