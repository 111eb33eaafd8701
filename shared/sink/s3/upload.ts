import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { SluiceError } from '../../errors.ts';
import type { S3StoreModel } from '../../pipeline/model.ts';
import type { StoredObject } from '../object-store.ts';
import type { ObjectUpload, UploadHead } from '../object-upload.ts';
import type { Attempt } from './check.ts';
import { headInput } from './object-head.ts';
import type { BucketAddress, ObjectOptions } from './object-options.ts';
import { bodyOf, proofOf } from './payload.ts';
import { withProof } from './with-proof.ts';

/** What all uploads of a store share. */
export interface S3Uploading {
  readonly client: S3Client;
  readonly model: S3StoreModel;
  readonly bucket: BucketAddress;
  readonly options: ObjectOptions;
  /** See `trustsTransport`. */
  readonly trusted: boolean;
  readonly attempt: (signal: AbortSignal) => Attempt;
  readonly head: (key: string, signal: AbortSignal) => Promise<StoredObject | null>;
}

/**
 * Begins a multipart upload. Over TLS to AWS the parts carry their CRC32, which S3 wants to be told of at the beginning
 * and again for each part in the end; it keeps a checksum of checksums then.
 */
export async function startUpload(
  uploading: S3Uploading,
  head: UploadHead,
  signal: AbortSignal,
): Promise<ObjectUpload> {
  const { client, model, bucket, options, trusted, attempt } = uploading;
  const { key } = head;
  const input = {
    ...headInput(head, model, options),
    ...(trusted ? { ChecksumAlgorithm: 'CRC32' as const } : {}),
  };
  const { UploadId: uploadId } = await attempt(signal)('CreateMultipartUpload', key, (http) =>
    client.send(new CreateMultipartUploadCommand(input), http),
  );
  if (uploadId === undefined) {
    const place = `s3://${model.bucket}/${key}`;
    throw new SluiceError('STORE_REJECTED', `CreateMultipartUpload on ${place}: no id was given`);
  }
  const upload = { ...bucket, Key: key, UploadId: uploadId };
  const parts = new Map<number, { readonly part: CompletedPart; readonly byteLength: number }>();

  const abort: ObjectUpload['abort'] = async (until) => {
    try {
      await attempt(until)('AbortMultipartUpload', key, (http) =>
        client.send(new AbortMultipartUploadCommand(upload), http),
      );
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  };

  /**
   * Completing has ended the upload before, and its answer was lost; or somebody else has aborted it. The object tells:
   * one of another length or metadata under a key that we may replace is an older one.
   */
  const afterItsEnd = async (
    condition: 'create' | 'replace',
    gone: unknown,
    until: AbortSignal,
  ): Promise<'created' | 'exists'> => {
    const found = await uploading.head(key, until);
    if (found === null) throw gone;
    if (condition === 'create') return 'exists';
    let byteLength = 0;
    for (const part of parts.values()) byteLength += part.byteLength;
    const ours = Object.entries(head.metadata).every(
      ([name, value]) => found.metadata[name] === value,
    );
    if (ours && found.byteLength === byteLength) return 'created';
    throw gone;
  };

  return {
    uploadPart: async (number, pieces, until) => {
      const proof = proofOf(pieces, trusted);
      const byteLength = pieces.reduce((sum, piece) => sum + piece.length, 0);
      const sum = proof.crc32 === null ? {} : { ChecksumCRC32: proof.crc32 };
      const part = { ...upload, ...sum, PartNumber: number, ContentLength: byteLength };
      const { ETag: etag } = await attempt(until)('UploadPart', key, (http) => {
        const command = new UploadPartCommand({ ...part, Body: bodyOf(pieces) });
        return client.send(withProof(command, proof), http);
      });
      const stored = { PartNumber: number, ...sum, ...(etag === undefined ? {} : { ETag: etag }) };
      parts.set(number, { part: stored, byteLength });
    },
    complete: async (condition, until) => {
      const inOrder = [...parts].toSorted(([a], [b]) => a - b).map(([, { part }]) => part);
      const command = {
        ...upload,
        MultipartUpload: { Parts: inOrder },
        ...(condition === 'create' ? { IfNoneMatch: '*' } : {}),
      };
      try {
        await attempt(until)('CompleteMultipartUpload', key, (http) =>
          client.send(new CompleteMultipartUploadCommand(command), http),
        );
        return 'created';
      } catch (error) {
        if (isGone(error)) return afterItsEnd(condition, error, until);
        if (!isPreconditionFailed(error)) throw error;
        // refused: the parts are still there, unless it is our own earlier try that has taken the key
        await abort(until).catch(() => undefined);
        return 'exists';
      }
    },
    abort,
  };
}

/** 412: the one answer that `If-None-Match: *` adds, whatever the server calls it. */
export function isPreconditionFailed(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof S3ServiceException && cause.$metadata.httpStatusCode === 412;
}

function isGone(error: unknown): boolean {
  return error instanceof SluiceError && error.code === 'STORE_UPLOAD_GONE';
}
