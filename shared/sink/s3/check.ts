import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadBucketCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { BucketAddress, ObjectOptions } from './object-options.ts';

/** One call of the API, tried and classified by the store. */
export type Attempt = <T>(
  action: string,
  key: string,
  request: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
) => Promise<T>;

/**
 * Finds out whether objects could be written, without writing one: begins a multipart upload with the very options
 * that objects get, and aborts it. That needs s3:PutObject on the prefix, as storing does, and s3:AbortMultipartUpload,
 * which S3 grants the initiator by default. Where a policy denies it, an upload without parts stays: it holds no data,
 * no list of objects shows it, it costs nothing, and it does not fail the check.
 *
 * Why not another way: HeadBucket asks for s3:ListBucket, which a writer need not have, and proves nothing about
 * writing; an empty object stays in the lake, and taking it away asks for s3:DeleteObject, which a writer should not
 * have. HeadBucket serves for servers without multipart uploads alone, and there a 403 proves nothing.
 */
export async function checkWritable(
  client: S3Client,
  options: ObjectOptions,
  bucket: BucketAddress,
  key: string,
  attempt: Attempt,
): Promise<void> {
  let uploadId: string | undefined;
  try {
    const begun = await attempt('CreateMultipartUpload', key, (http) =>
      client.send(new CreateMultipartUploadCommand({ ...options, Key: key }), http),
    );
    uploadId = begun.UploadId;
  } catch (error) {
    // no multipart uploads here: then PutObject will tell
    if (!isNotImplemented(error)) throw error;
    await checkBucket(client, bucket, attempt);
    return;
  }
  if (uploadId === undefined) return;
  const upload = { ...bucket, Key: key, UploadId: uploadId };
  try {
    await attempt('AbortMultipartUpload', key, (http) =>
      client.send(new AbortMultipartUploadCommand(upload), http),
    );
  } catch {
    // the question is answered: objects can be written
  }
}

async function checkBucket(
  client: S3Client,
  bucket: BucketAddress,
  attempt: Attempt,
): Promise<void> {
  try {
    await attempt('HeadBucket', '', (http) => client.send(new HeadBucketCommand(bucket), http));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'STORE_ACCESS_DENIED'))
      throw error;
  }
}

/** A server that cannot do what was asked, or says that it cannot do one of its options. */
export function isNotImplemented(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return (
    cause instanceof Error && (cause.name === 'NotImplemented' || cause.name === 'MethodNotAllowed')
  );
}
