import {
  DeleteObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import type { S3StoreModel } from '../../pipeline/model.ts';
import type { KeeperStore, ObjectStore, OutgoingObject } from '../object-store.ts';
import { checkWritable, type Attempt } from './check.ts';
import { classifyS3Error } from './classify-error.ts';
import { createS3Client, trustsTransport, type UserAgent } from './client.ts';
import { probeCreate } from './create-support.ts';
import { headInput } from './object-head.ts';
import { bucketAddress, objectOptions } from './object-options.ts';
import { bodyOf, proofOf } from './payload.ts';
import { listUploads } from './list-uploads.ts';
import { getObject, getRange, headObject, listObjects, type S3Reading } from './read-objects.ts';
import { withRetries, type RetryPolicy, type S3Retry } from './retry.ts';
import { isPreconditionFailed, startUpload, type S3Uploading } from './upload.ts';
import { probeUploads } from './upload-support.ts';
import { withProof } from './with-proof.ts';

export interface S3StoreOptions {
  readonly userAgent: UserAgent;
  /** The literal beginning of the sink's keys, under which `check` asks: a policy may allow no other. */
  readonly checkPrefix?: string;
  /** Hears of each try that is repeated within one call. */
  readonly onRetry?: (retry: S3Retry) => void;
}

/**
 * The bucket of one sink. Every request is tried `request.maxAttempts` times, then the call throws; the caller decides
 * by `retryable` whether it goes on. Connections are made when first needed and kept; `close` ends them.
 *
 * @example
 * const store = createS3Store(sink.store, { userAgent: { name: 'sluice', version: '1.0.0' }, checkPrefix: 'raw/' });
 * await store.check(signal);
 */
export function createS3Store(model: S3StoreModel, options: S3StoreOptions): KeeperStore {
  const client = createS3Client(model, options.userAgent);
  const bucket = bucketAddress(model);
  const shared = objectOptions(model);
  const trusted = trustsTransport(model.endpoint);
  const policy: RetryPolicy = {
    maxAttempts: model.request.maxAttempts,
    onRetry: options.onRetry ?? ((): void => undefined),
    refresh: async () => {
      await client.config.credentials({ forceRefresh: true });
    },
    random: Math.random,
  };

  const attemptUntil =
    (signal: AbortSignal): Attempt =>
    (action, key, request) =>
      withRetries(
        policy,
        signal,
        () => untilDone(signal, request),
        (thrown) => classifyS3Error(thrown, { ...model, action, key }),
      );

  const send = async (
    object: OutgoingObject,
    signal: AbortSignal,
    condition: Pick<PutObjectCommandInput, 'IfNoneMatch'>,
  ): Promise<void> => {
    const proof = proofOf(object.body, trusted);
    const input: PutObjectCommandInput = {
      ...headInput(object, model, shared),
      ...(proof.crc32 === null ? {} : { ChecksumCRC32: proof.crc32 }),
      ...condition,
      ContentLength: object.body.reduce((sum, piece) => sum + piece.length, 0),
    };
    await attemptUntil(signal)('PutObject', object.key, (http) => {
      const command = new PutObjectCommand({ ...input, Body: bodyOf(object.body) });
      return client.send(withProof(command, proof), http);
    });
  };

  const create: ObjectStore['create'] = async (object, signal) => {
    try {
      await send(object, signal, { IfNoneMatch: '*' });
      return 'created';
    } catch (error) {
      if (isPreconditionFailed(error)) return 'exists';
      throw error;
    }
  };

  const reading = (signal: AbortSignal): S3Reading => ({
    client,
    bucket,
    attempt: attemptUntil(signal),
    timeoutMs: model.request.timeoutMs,
  });

  const uploading: S3Uploading = {
    client,
    model,
    bucket,
    options: shared,
    trusted,
    attempt: attemptUntil,
    head: (key, signal) => headObject(reading(signal), key),
  };
  const start: ObjectStore['startUpload'] = (head, signal) => startUpload(uploading, head, signal);

  let createSupported: boolean | null = null;
  const uploads = new Map<'create' | 'replace', boolean>();
  const checkKey = `${options.checkPrefix ?? ''}_sluice-check`;
  return {
    location: `s3://${model.bucket}`,
    put: (object, signal) => send(object, signal, {}),
    create,
    startUpload: start,
    head: uploading.head,
    get: (key, signal, maxBytes) => getObject(reading(signal), key, maxBytes),
    getRange: (key, range, signal) => getRange(reading(signal), key, range),
    list: (prefix, signal) => listObjects(reading(signal), prefix),
    listUploads: (prefix, signal) => listUploads(reading(signal), prefix),
    remove: async (key, signal) => {
      await attemptUntil(signal)('DeleteObject', key, (http) =>
        client.send(new DeleteObjectCommand({ ...bucket, Key: key }), http),
      );
    },
    supportsCreate: async (signal) => (createSupported ??= await probeCreate(create, signal)),
    supportsUploads: async (condition, signal) => {
      // what can create can replace
      const known = uploads.get('create') === true ? true : uploads.get(condition);
      if (known !== undefined) return known;
      const probed = await probeUploads(
        { create, startUpload: start },
        condition,
        checkKey,
        signal,
      );
      uploads.set(condition, probed);
      return probed;
    },
    check: (signal) => checkWritable(client, shared, bucket, checkKey, attemptUntil(signal)),
    close: () => {
      client.destroy();
    },
  };
}

/**
 * One try, whose connection is torn down where it failed: after an early answer (503 before the body was read) the
 * rest of the body would otherwise go on being sent, from memory that the caller may use again.
 */
async function untilDone<T>(
  signal: AbortSignal,
  request: (http: { readonly abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  try {
    return await request({ abortSignal: AbortSignal.any([signal, own.signal]) });
  } catch (error) {
    own.abort();
    throw error;
  }
}
