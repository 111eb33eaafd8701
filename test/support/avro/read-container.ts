import zlib from 'node:zlib';
import avsc from 'avsc';
import { snappyUncompress } from 'hyparquet/src/snappy.js';

/** What another implementation finds in an object container file; longs as bigints, values of unions bare. */
export interface Container {
  readonly schema: unknown;
  readonly codec: string;
  readonly values: readonly unknown[];
}

const long = avsc.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: () => Buffer.alloc(8),
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: () => 0,
});

type Callback = (error: Error | null, bytes?: Buffer) => void;

/** Snappy's, with the checksum that Avro has behind it. */
function unsnap(compressed: Buffer, done: Callback): void {
  const block = Buffer.alloc(readLength(compressed));
  snappyUncompress(compressed.subarray(0, -4), block);
  if (zlib.crc32(block) === compressed.readUInt32BE(compressed.length - 4)) done(null, block);
  else done(new Error('the checksum of a block is wrong'));
}

function readLength(bytes: Buffer): number {
  let length = 0;
  for (let at = 0; ; at += 1) {
    length += (bytes[at]! & 127) * 2 ** (7 * at);
    if (bytes[at]! < 128) return length;
  }
}

export async function readContainer(file: Uint8Array): Promise<Container> {
  const decoder = new avsc.streams.BlockDecoder({
    codecs: {
      null: (block: Buffer, done: Callback) => done(null, block),
      deflate: zlib.inflateRaw,
      zstandard: (block: Buffer, done: Callback) => done(null, zlib.zstdDecompressSync(block)),
      snappy: unsnap,
    },
    parseHook: (schema: avsc.Schema) =>
      avsc.Type.forSchema(schema, {
        wrapUnions: 'never',
        typeHook: (part) =>
          part === 'long' || (part as { readonly type?: unknown }).type === 'long'
            ? long
            : undefined,
      }),
  });
  const values: unknown[] = [];
  let schema: unknown = null;
  let codec = '';
  return new Promise((resolve, reject) => {
    decoder.on('metadata', (type: avsc.Type, name: string) => {
      schema = type.schema({ exportAttrs: true });
      codec = name;
    });
    decoder.on('data', (value: unknown) => values.push(value));
    decoder.on('error', reject);
    decoder.on('end', () => resolve({ schema, codec, values }));
    decoder.end(Buffer.from(file));
  });
}
