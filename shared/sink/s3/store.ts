import {
  DeleteObjectCommand,
  PutObjectCommand,
  S3ServiceException,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import type { S3StoreModel } from '../../pipeline/model.ts';
import type { KeeperStore, ObjectStore, OutgoingObject } from '../object-store.ts';
import { checkWritable, type Attempt } from './check.ts';
import { classifyS3Error } from './classify-error.ts';
import { createS3Client, trustsTransport, type UserAgent } from './client.ts';
import { probeCreate } from './create-support.ts';
import { bucketAddress, objectOptions, type ObjectOptions } from './object-options.ts';
import { bodyOf, proofOf, type PayloadProof } from './payload.ts';
import { getObject, headObject, listObjects, openObject, type S3Reading } from './read-objects.ts';
import { withRetries, type RetryPolicy, type S3Retry } from './retry.ts';

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
    const input = { ...inputOf(object, model, shared, proof), ...condition };
    await attemptUntil(signal)('PutObject', object.key, (http) =>
      client.send(commandOf({ ...input, Body: bodyOf(object.body) }, proof), http),
    );
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

  let createSupported: boolean | null = null;
  return {
    location: `s3://${model.bucket}`,
    put: (object, signal) => send(object, signal, {}),
    create,
    head: (key, signal) => headObject(reading(signal), key),
    get: (key, signal, maxBytes) => getObject(reading(signal), key, maxBytes),
    list: (prefix, signal) => listObjects(reading(signal), prefix),
    remove: async (key, signal) => {
      await attemptUntil(signal)('DeleteObject', key, (http) =>
        client.send(new DeleteObjectCommand({ ...bucket, Key: key }), http),
      );
    },
    read: (key, signal) => openObject(reading(signal), key),
    supportsCreate: async (signal) => (createSupported ??= await probeCreate(create, signal)),
    check: (signal) =>
      checkWritable(
        client,
        shared,
        bucket,
        `${options.checkPrefix ?? ''}_sluice-check`,
        attemptUntil(signal),
      ),
    close: () => {
      client.destroy();
    },
  };
}

/** Records are for Sluice to read again: what the sink says of its data's type and storage class is not for them. */
function inputOf(
  object: OutgoingObject,
  model: S3StoreModel,
  shared: ObjectOptions,
  proof: PayloadProof,
): PutObjectCommandInput {
  let length = 0;
  for (const piece of object.body) length += piece.length;
  const { StorageClass: storageClass, ...rest } = shared;
  const isRecord = object.kind === 'record';
  return {
    ...rest,
    ...(isRecord || storageClass === undefined ? {} : { StorageClass: storageClass }),
    Key: object.key,
    ContentLength: length,
    ContentType: isRecord ? object.contentType : (model.contentType ?? object.contentType),
    ...(object.contentEncoding === null ? {} : { ContentEncoding: object.contentEncoding }),
    Metadata: { ...object.metadata },
    ...(proof.crc32 === null ? {} : { ChecksumCRC32: proof.crc32 }),
  };
}

/** 412: the one answer that `If-None-Match: *` adds, whatever the server calls it. */
function isPreconditionFailed(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof S3ServiceException && cause.$metadata.httpStatusCode === 412;
}

/** The signer takes a payload hash that is there already; set before it runs, it need not read the body. */
function commandOf(input: PutObjectCommandInput, proof: PayloadProof): PutObjectCommand {
  const command = new PutObjectCommand(input);
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers['x-amz-content-sha256'] = proof.contentSha256;
      return next(args);
    },
    { step: 'build', name: 'payloadProof' },
  );
  return command;
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
