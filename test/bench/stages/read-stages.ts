import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { crc32, gunzip, zstdDecompress } from 'node:zlib';
import { crc32c } from '@platformatic/wasm-utils/bundled';
import { decompressFrameSync } from 'lz4-napi';
import { uncompressSync } from 'snappy';
import { decompress } from '../../../functions/consumer/kafka/record-batch/decompress.ts';
import { JsonScanner } from '../../../shared/decode/json/scanner.ts';
import type { TestCodec } from '../../support/record-batch.ts';
import { cursorOver, sampleBatch, sampleBytes, sampleRecords, sampleValues } from './sample.ts';
import type { Stage } from './stage.ts';

const all = { events: sampleRecords, bytes: sampleBytes };
const headerBytes = 61;
/** More than any batch of these becomes. */
const limitBytes = 64 * 1024 * 1024;

interface KafkajsModules {
  readonly Decoder: new (bytes: Buffer) => unknown;
  readonly decodeBatch: (decoder: unknown) => Promise<unknown>;
}

/** From a batch to checked values. */
export function readStages(): Stage[] {
  const batch = sampleBatch();
  const { Decoder, decodeBatch } = kafkajsModules();
  const scanner = new JsonScanner(['message_key', 'timestamp']);
  return [
    {
      ...all,
      name: 'batch: CRC32C, records in place',
      ours: () => {
        const cursor = cursorOver(batch);
        let bytes = 0;
        while (cursor.next()) bytes += cursor.valueEnd - cursor.valueStart;
        return bytes;
      },
      naiveName: 'kafkajs, which checks nothing',
      naive: async () => decodeBatch(new Decoder(batch)),
    },
    {
      ...all,
      name: 'CRC32C alone',
      ours: () => crc32c(batch.subarray(21)),
      naiveName: "node:zlib's CRC32",
      naive: () => crc32(batch.subarray(21)),
    },
    {
      ...all,
      name: 'JSON checked',
      ours: () => sampleValues.every((value) => scanner.scan(value, 0, value.length)),
      naiveName: 'JSON.parse',
      naive: () => sampleValues.map((value) => JSON.parse(value.toString()) as unknown),
    },
    ...decompressions(),
  ];
}

function decompressions(): Stage[] {
  const gunzipAsync = promisify(gunzip);
  const zstdAsync = promisify(zstdDecompress);
  const codecs: [TestCodec, number, string, (packed: Buffer) => unknown][] = [
    ['gzip', 1, 'node:zlib on its threads', async (packed) => gunzipAsync(packed)],
    ['snappy-raw', 2, 'snappy, a native module', (packed) => uncompressSync(packed)],
    ['lz4', 3, 'lz4-napi, a native module', (packed) => decompressFrameSync(packed)],
    ['zstd', 4, 'node:zlib on its threads', async (packed) => zstdAsync(packed)],
  ];
  return codecs.map(([codec, number, naiveName, naive]) => {
    const body = sampleBatch(codec).subarray(headerBytes);
    return {
      ...all,
      name: `${codec.replace('-raw', '')} undone`,
      ours: () => decompress(number, body, limitBytes),
      naiveName,
      naive: () => naive(body),
    };
  });
}

/** They lie behind no public name. */
function kafkajsModules(): KafkajsModules {
  const load = createRequire(import.meta.url);
  return {
    Decoder: load('kafkajs/src/protocol/decoder.js') as KafkajsModules['Decoder'],
    decodeBatch: load(
      'kafkajs/src/protocol/recordBatch/v0/decoder.js',
    ) as KafkajsModules['decodeBatch'],
  };
}
