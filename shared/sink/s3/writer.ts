import { PutObjectCommand, type PutObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import type { S3StoreModel } from '../../pipeline/model.ts';
import type { ObjectWriter, OutgoingObject } from '../object-store.ts';
import { classifyS3Error } from './classify-error.ts';
import { createS3Client, trustsTransport, type UserAgent } from './client.ts';
import type { Attempt } from './check.ts';
import { headInput } from './object-head.ts';
import { objectOptions } from './object-options.ts';
import { bodyOf, proofOf } from './payload.ts';
import { withRetries, type RetryPolicy, type S3Retry } from './retry.ts';
import { withProof } from './with-proof.ts';

export interface S3WriterOptions {
  readonly userAgent: UserAgent;
  /** Hears of each try that is repeated within one call. */
  readonly onRetry?: (retry: S3Retry) => void;
}

/** A bucket that objects are put into, with what else is asked of it by `createS3Store`. */
export interface S3Writer extends ObjectWriter {
  readonly client: S3Client;
  /** Whether TLS to AWS itself makes signatures over bodies needless. */
  readonly trusted: boolean;
  /** Tries a request as often as the sink says. */
  readonly attemptUntil: (signal: AbortSignal) => Attempt;
  readonly send: (
    object: OutgoingObject,
    signal: AbortSignal,
    condition: Pick<PutObjectCommandInput, 'IfNoneMatch'>,
  ) => Promise<void>;
}

/**
 * Puts objects into the bucket of one sink, and does nothing else: all that a host needs that keeps no offsets. Every
 * request is tried `request.maxAttempts` times, then the call throws; the caller decides by `retryable` whether it goes
 * on. Connections are made when first needed and kept; `close` ends them.
 */
export function createS3Writer(model: S3StoreModel, options: S3WriterOptions): S3Writer {
  const client = createS3Client(model, options.userAgent);
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

  return {
    client,
    trusted,
    attemptUntil,
    send,
    location: `s3://${model.bucket}`,
    put: (object, signal) => send(object, signal, {}),
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
