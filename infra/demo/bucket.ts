import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SluiceError } from '../../shared/errors.ts';
import type { DemoS3 } from './find-engines.ts';
import { s3Client } from './s3-client.ts';

const parallel = 8;

interface StoredObject {
  readonly key: string;
  readonly bytes: number;
}

/** The demo's bucket, seen through S3 alone. */
export interface DemoBucket {
  readonly create: () => Promise<void>;
  readonly list: () => Promise<StoredObject[]>;
  /** Copies objects into a folder, each under its key. */
  readonly download: (
    objects: readonly StoredObject[],
    folder: string,
    signal: AbortSignal,
  ) => Promise<void>;
  /** Deletes the bucket with everything in it; one that is not there is well too. */
  readonly remove: () => Promise<void>;
  readonly close: () => void;
}

export function demoBucket(s3: DemoS3, name: string): DemoBucket {
  const client = s3Client(s3);
  const list = async (): Promise<StoredObject[]> => {
    const objects: StoredObject[] = [];
    for await (const page of paginateListObjectsV2({ client }, { Bucket: name })) {
      for (const { Key: key, Size: bytes } of page.Contents ?? []) {
        if (key !== undefined) objects.push({ key, bytes: bytes ?? 0 });
      }
    }
    return objects;
  };
  const fetchTo = async (key: string, path: string, signal: AbortSignal): Promise<void> => {
    const command = new GetObjectCommand({ Bucket: name, Key: key });
    const { Body: body } = await client.send(command, { abortSignal: signal });
    await mkdir(dirname(path), { recursive: true });
    await pipeline(body as Readable, createWriteStream(path), { signal });
  };
  return {
    create: async () => void (await client.send(new CreateBucketCommand({ Bucket: name }))),
    list,
    download: async (objects, folder, signal) => {
      await eachOf(objects, async ({ key }) => fetchTo(key, pathWithin(folder, key), signal));
    },
    remove: async () => {
      try {
        await eachOf(await list(), async ({ key }) => {
          await client.send(new DeleteObjectCommand({ Bucket: name, Key: key }));
        });
        await client.send(new DeleteBucketCommand({ Bucket: name }));
      } catch (error) {
        if ((error as Error).name !== 'NoSuchBucket') throw error;
      }
    },
    close: () => client.destroy(),
  };
}

/** A key is a path by chance only: one with `..` in it must not leave the folder. */
function pathWithin(folder: string, key: string): string {
  const path = resolve(folder, key);
  if (path.startsWith(resolve(folder) + sep)) return path;
  throw new SluiceError('INTERNAL', `the key ${JSON.stringify(key)} leaves the folder`);
}

async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async (): Promise<void> => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}
