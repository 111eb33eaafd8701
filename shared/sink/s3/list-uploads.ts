import {
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandInput,
  type ListMultipartUploadsCommandOutput,
} from '@aws-sdk/client-s3';
import { SluiceError } from '../../errors.ts';
import type { ListedUpload } from '../object-upload.ts';
import { isNotImplemented } from './check.ts';
import { decodeKey, type S3Reading } from './read-objects.ts';

/** Where a listing goes on. */
type Marker = Pick<ListMultipartUploadsCommandInput, 'KeyMarker' | 'UploadIdMarker'>;

/**
 * Every multipart upload below a prefix that nobody has ended, a page of up to 1,000 at a time:
 * s3:ListBucketMultipartUploads. None on a server that has no such uploads.
 * @throws {SluiceError} as `ObjectStore.listUploads`
 */
export async function* listUploads(
  reading: S3Reading,
  prefix: string,
): AsyncGenerator<ListedUpload, void, undefined> {
  const { client, bucket, attempt } = reading;
  const question = { ...bucket, Prefix: prefix, EncodingType: 'url' } as const;
  const ask = async (
    input: ListMultipartUploadsCommandInput,
  ): Promise<ListMultipartUploadsCommandOutput | null> => {
    try {
      return await attempt('ListMultipartUploads', prefix, (http) =>
        client.send(new ListMultipartUploadsCommand(input), http),
      );
    } catch (error) {
      if (isNotImplemented(error)) return null;
      throw error;
    }
  };
  for (let from: Marker | null = null; ;) {
    const page: ListMultipartUploadsCommandOutput | null = await ask({ ...question, ...from });
    const encoded = page?.EncodingType === 'url';
    const keyOf = (key: string): string => (encoded ? decodeKey(key) : key);
    for (const { Key: key, Initiated: startedAt } of page?.Uploads ?? []) {
      if (key !== undefined) yield { key: keyOf(key), startedAt: startedAt ?? null };
    }
    if (page?.IsTruncated !== true) return;
    const { NextKeyMarker: nextKey, NextUploadIdMarker: upload } = page;
    const next: Marker = {
      KeyMarker: keyOf(nextKey ?? ''),
      ...(upload === undefined ? {} : { UploadIdMarker: upload }),
    };
    if (next.KeyMarker === '' || JSON.stringify(next) === JSON.stringify(from)) {
      throw new SluiceError(
        'STORE_REJECTED',
        `ListMultipartUploads on s3://${bucket.Bucket ?? ''}/${prefix}: the server says that there is more, but not where it goes on`,
      );
    }
    from = next;
  }
}
