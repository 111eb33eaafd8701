import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createS3Client } from '../../../shared/sink/s3/client.ts';
import { bodyOf, proofOf } from '../../../shared/sink/s3/payload.ts';
import { withProof } from '../../../shared/sink/s3/with-proof.ts';
import { storeModel } from '../../support/store-model.ts';
import { sampleBytes, sampleRecords } from './sample.ts';
import type { Stage } from './stage.ts';

const blockBytes = 256 * 1024;
const blocks = 20;
const bytes = blocks * blockBytes;
const object = { Bucket: 'lake', Key: 'raw/object' };
const credentials = { accessKeyId: 'a', secretAccessKey: 's' };

/** A PUT of 5 MB as the engine holds it, in blocks, to a server that reads and discards; what vouches for it differs. */
export async function publishStages(): Promise<{
  readonly stages: readonly Stage[];
  readonly close: () => Promise<void>;
}> {
  const server = new Worker(new URL('discarding-server.ts', import.meta.url));
  const [port] = (await once(server, 'message')) as [number];
  const endpoint = `http://127.0.0.1:${port}`;
  const pieces = Array.from({ length: blocks }, () => Buffer.alloc(blockBytes, '{"a":1}\n'));
  const ours = createS3Client(storeModel({ endpoint }), { name: 'bench', version: '0' });
  const plain = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
  const put = async (trusted: boolean): Promise<unknown> => {
    const proof = proofOf(pieces, trusted);
    const checksum = proof.crc32 === null ? {} : { ChecksumCRC32: proof.crc32 };
    const input = { ...object, ...checksum, ContentLength: bytes, Body: bodyOf(pieces) };
    return ours.send(withProof(new PutObjectCommand(input), proof));
  };
  const shape = {
    events: Math.round(bytes / (sampleBytes / sampleRecords)),
    bytes,
    naiveName: 'joined, by the SDK as it comes',
    naive: async () => plain.send(new PutObjectCommand({ ...object, Body: Buffer.concat(pieces) })),
  };
  return {
    stages: [
      { ...shape, name: 'PUT of 5 MB, CRC32 (TLS to AWS)', ours: async () => put(true) },
      { ...shape, name: 'PUT of 5 MB, SHA-256 signed (elsewhere)', ours: async () => put(false) },
    ],
    close: async () => {
      ours.destroy();
      plain.destroy();
      await server.terminate();
    },
  };
}
