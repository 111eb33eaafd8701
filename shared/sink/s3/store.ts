import { PutObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3';
import type { S3StoreModel } from '../../pipeline/model.ts';
import type { ObjectStore, OutgoingObject } from '../object-store.ts';
import { checkWritable, type Attempt } from './check.ts';
import { classifyS3Error } from './classify-error.ts';
import { createS3Client, trustsTransport, type UserAgent } from './client.ts';
import { objectOptions } from './object-options.ts';
import { bodyOf, proofOf, type PayloadProof } from './payload.ts';
import { withRetries, type RetryPolicy, type S3Retry } from './retry.ts';

export interface S3StoreOptions {
  readonly userAgent: UserAgent;
  /** The literal beginning of the sink's keys, under which `check` asks: a policy may allow no other. */
  readonly checkPrefix?: string;
  /** Hears of each try that is repeated within one `put` or `check`. */
  readonly onRetry?: (retry: S3Retry) => void;
}

/**
 * The bucket of one sink. `put` and `check` try `request.maxAttempts` times and then throw; the caller decides by
 * `retryable` whether it goes on. Connections are made when first needed and kept; `close` ends them.
 *
 * @example
 * const store = createS3Store(sink.store, { userAgent: { name: 'sluice', version: '1.0.0' }, checkPrefix: 'raw/' });
 * await store.check(signal);
 */
export function createS3Store(model: S3StoreModel, options: S3StoreOptions): ObjectStore {
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

  const put = async (object: OutgoingObject, signal: AbortSignal): Promise<void> => {
    const proof = proofOf(object.body, trusted);
    const input = { ...shared, ...inputOf(object, model, proof) };
    await attemptUntil(signal)('PutObject', object.key, (http) =>
      client.send(commandOf({ ...input, Body: bodyOf(object.body) }, proof), http),
    );
  };

  return {
    location: `s3://${model.bucket}`,
    put,
    check: (signal) =>
      checkWritable(
        client,
        shared,
        `${options.checkPrefix ?? ''}_sluice-check`,
        attemptUntil(signal),
      ),
    close: () => {
      client.destroy();
    },
  };
}

function inputOf(
  object: OutgoingObject,
  model: S3StoreModel,
  proof: PayloadProof,
): Omit<PutObjectCommandInput, 'Bucket'> {
  let length = 0;
  for (const piece of object.body) length += piece.length;
  return {
    Key: object.key,
    ContentLength: length,
    ContentType: model.contentType ?? object.contentType,
    ...(object.contentEncoding === null ? {} : { ContentEncoding: object.contentEncoding }),
    Metadata: { ...object.metadata },
    ...(proof.crc32 === null ? {} : { ChecksumCRC32: proof.crc32 }),
  };
}

/** The signer takes a payload hash that is there already; set before it runs, it need not read the body. */
function commandOf(
  input: PutObjectCommandInput & Pick<Required<PutObjectCommandInput>, 'Bucket' | 'Key'>,
  proof: PayloadProof,
): PutObjectCommand {
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
