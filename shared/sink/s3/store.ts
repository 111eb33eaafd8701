import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import type { S3StoreModel } from '../../pipeline/model.ts';
import type { KeeperStore, ObjectStore } from '../object-store.ts';
import { checkWritable } from './check.ts';
import { probeCreate } from './create-support.ts';
import { bucketAddress, objectOptions } from './object-options.ts';
import { listUploads } from './list-uploads.ts';
import { getObject, getRange, headObject, listObjects, type S3Reading } from './read-objects.ts';
import { isPreconditionFailed, startUpload, type S3Uploading } from './upload.ts';
import { probeUploads } from './upload-support.ts';
import { createS3Writer, type S3WriterOptions } from './writer.ts';

export interface S3StoreOptions extends S3WriterOptions {
  /** The literal beginning of the sink's keys, under which `check` asks: a policy may allow no other. */
  readonly checkPrefix?: string;
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
  const writer = createS3Writer(model, options);
  const { attemptUntil, client, send, trusted } = writer;
  const bucket = bucketAddress(model);
  const shared = objectOptions(model);

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
    location: writer.location,
    put: writer.put,
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
    close: writer.close,
  };
}
