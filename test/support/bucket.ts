import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  S3Client,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { S3Address } from '../../infra/local/addresses.ts';
import { testS3 } from './engines.ts';
import { uniqueName } from './topics.ts';

/** A bucket of a test's own. */
export interface TestBucket {
  readonly name: string;
  readonly address: S3Address;
  readonly client: S3Client;
  /** Every key below a prefix, sorted; without one, all but what Sluice keeps for itself under `_sluice/`. */
  readonly list: (prefix?: string) => Promise<string[]>;
  /** The object's bytes as stored: still compressed where it is. */
  readonly read: (key: string) => Promise<Buffer>;
  readonly head: (key: string) => Promise<HeadObjectCommandOutput>;
  readonly delete: (key: string) => Promise<void>;
  /** Deletes the bucket with all that is in it, and closes the client. */
  readonly remove: () => Promise<void>;
}

/** @param address another S3 server than that of `testEngines`; past any fault proxy, so that looking never fails */
export async function createBucket(hint?: string, address?: S3Address): Promise<TestBucket> {
  const at = address ?? (await testS3());
  const client = testS3Client(at);
  const name = uniqueName(hint);
  await client.send(new CreateBucketCommand({ Bucket: name }));
  const listAll = async (prefix: string): Promise<string[]> => {
    const keys: string[] = [];
    for await (const page of paginateListObjectsV2({ client }, { Bucket: name, Prefix: prefix })) {
      for (const object of page.Contents ?? []) if (object.Key !== undefined) keys.push(object.Key);
    }
    return keys.toSorted();
  };
  const remove = async (key: string): Promise<void> => {
    await client.send(new DeleteObjectCommand({ Bucket: name, Key: key }));
  };
  return {
    name,
    address: at,
    client,
    list: async (prefix = '') => {
      const keys = await listAll(prefix);
      return prefix === '' ? keys.filter((key) => !key.startsWith('_sluice/')) : keys;
    },
    read: async (key) => {
      const { Body: body } = await client.send(new GetObjectCommand({ Bucket: name, Key: key }));
      return Buffer.from((await body?.transformToByteArray()) ?? []);
    },
    head: async (key) => client.send(new HeadObjectCommand({ Bucket: name, Key: key })),
    delete: remove,
    remove: async () => {
      const keys = await listAll('');
      // several at a time: a test can leave thousands
      for (let next = 0; next < keys.length; next += 16) {
        await Promise.all(keys.slice(next, next + 16).map(remove));
      }
      // what was growing when a consumer was killed
      const { Uploads: uploads = [] } = await client.send(
        new ListMultipartUploadsCommand({ Bucket: name }),
      );
      for (const { Key: key, UploadId: id } of uploads) {
        const upload = { Bucket: name, Key: key, UploadId: id };
        await client.send(new AbortMultipartUploadCommand(upload));
      }
      await client.send(new DeleteBucketCommand({ Bucket: name }));
      client.destroy();
    },
  };
}

/** An SDK client for an address, with the path style that a server without DNS names needs. */
export function testS3Client(address: S3Address, maxAttempts = 3): S3Client {
  return new S3Client({
    endpoint: address.endpoint,
    region: address.region,
    forcePathStyle: true,
    maxAttempts,
    credentials: {
      accessKeyId: address.accessKeyId,
      secretAccessKey: address.secretAccessKey,
    },
  });
}
