import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { SluiceError } from '../../errors.ts';
import { maxGetBytes, type ListedObject, type StoredObject } from '../object-store.ts';
import type { Attempt } from './check.ts';
import type { BucketAddress } from './object-options.ts';
import { readBody } from './read-body.ts';

/** What the readers share: the client, the bucket, and the tries. */
export interface S3Reading {
  readonly client: S3Client;
  readonly bucket: BucketAddress;
  readonly attempt: Attempt;
  /** Of one try, its body included: the SDK's own limit ends with the headers. */
  readonly timeoutMs: number;
}

/**
 * What S3 says of an object, by HEAD: s3:GetObject, and s3:ListBucket so that a missing object is 404 and not 403.
 * @throws {SluiceError} as `ObjectStore.head`
 */
export async function headObject(reading: S3Reading, key: string): Promise<StoredObject | null> {
  const { client, bucket, attempt } = reading;
  return nullWhere('NotFound', async () => {
    const answer = await attempt('HeadObject', key, (http) =>
      client.send(new HeadObjectCommand({ ...bucket, Key: key }), http),
    );
    return {
      byteLength: answer.ContentLength ?? 0,
      metadata: { ...answer.Metadata },
      lastModified: answer.LastModified ?? null,
    };
  });
}

/** The bytes of a small object. @throws {SluiceError} as `ObjectStore.get` */
export async function getObject(
  reading: S3Reading,
  key: string,
  maxBytes: number = maxGetBytes,
): Promise<Buffer | null> {
  const { client, bucket, attempt, timeoutMs } = reading;
  return nullWhere('NoSuchKey', () =>
    attempt('GetObject', key, async ({ abortSignal }) => {
      const whole = AbortSignal.any([abortSignal, AbortSignal.timeout(timeoutMs)]);
      const command = new GetObjectCommand({ ...bucket, Key: key });
      const { Body: body } = await client.send(command, { abortSignal: whole });
      const bytes = await readBody(body, maxBytes);
      if (bytes !== null) return bytes;
      throw new SluiceError(
        'STORE_REJECTED',
        `GetObject on s3://${bucket.Bucket ?? ''}/${key}: the object has more than ${maxBytes} bytes; what Sluice reads again is smaller, so it is not from Sluice`,
      );
    }),
  );
}

/** A piece of an object of any size. @throws {SluiceError} as `ObjectStore.getRange` */
export async function getRange(
  reading: S3Reading,
  key: string,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<Buffer | null> {
  const { client, bucket, attempt, timeoutMs } = reading;
  return nullWhere('NoSuchKey', () =>
    attempt('GetObject', key, async ({ abortSignal }) => {
      const whole = AbortSignal.any([abortSignal, AbortSignal.timeout(timeoutMs)]);
      const command = new GetObjectCommand({
        ...bucket,
        Key: key,
        Range: `bytes=${start}-${end - 1}`,
      });
      const { Body: body } = await client.send(command, { abortSignal: whole });
      const bytes = await readBody(body, end - start);
      if (bytes?.length === end - start) return bytes;
      throw new SluiceError(
        'STORE_REJECTED',
        `GetObject on s3://${bucket.Bucket ?? ''}/${key}: bytes ${start} to ${end} were asked for and others came`,
      );
    }),
  );
}

/** Every object below a prefix, a page of up to 1,000 at a time: s3:ListBucket. @throws {SluiceError} as `ObjectStore.list` */
export async function* listObjects(
  reading: S3Reading,
  prefix: string,
): AsyncGenerator<ListedObject, void, undefined> {
  const { client, bucket, attempt } = reading;
  // keys may hold what XML cannot
  const question = { ...bucket, Prefix: prefix, EncodingType: 'url' } as const;
  for (let token: string | undefined; ;) {
    const from = token === undefined ? {} : { ContinuationToken: token };
    const page = await attempt('ListObjectsV2', prefix, (http) =>
      client.send(new ListObjectsV2Command({ ...question, ...from }), http),
    );
    const encoded = page.EncodingType === 'url';
    for (const { Key: key, Size: size } of page.Contents ?? []) {
      if (key === undefined) continue;
      yield { key: encoded ? decodeKey(key) : key, byteLength: size ?? 0 };
    }
    if (page.IsTruncated !== true) return;
    if (page.NextContinuationToken === undefined || page.NextContinuationToken === token) {
      throw new SluiceError(
        'STORE_REJECTED',
        `ListObjectsV2 on s3://${bucket.Bucket ?? ''}/${prefix}: the server says that there is more, but not where it goes on`,
      );
    }
    token = page.NextContinuationToken;
  }
}

/** Keys come percent-encoded where `EncodingType` asks for it, with a plus sign for a space. */
export function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}

/**
 * A 404 that is about the object. The SDK calls one without a name `NotFound`: after HEAD that is the only kind, after
 * GET it is the page of something that is no S3 server, and stays an error, like a missing bucket.
 */
async function nullWhere<T>(name: string, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && error.cause instanceof Error && error.cause.name === name) {
      return null;
    }
    throw error;
  }
}
