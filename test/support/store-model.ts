import type { S3StoreModel } from '../../shared/pipeline/model.ts';
import type { OutgoingObject } from '../../shared/sink/object-store.ts';
import type { UploadHead } from '../../shared/sink/object-upload.ts';
import type { TestBucket } from './bucket.ts';

/** A sink's options where a test does not care. */
export function storeModel(
  changes: Partial<S3StoreModel> & Pick<S3StoreModel, 'endpoint'>,
): S3StoreModel {
  return {
    bucket: 'lake',
    region: 'us-east-1',
    forcePathStyle: true,
    storageClass: null,
    serverSideEncryption: null,
    ssekmsKeyId: null,
    bucketKeyEnabled: null,
    acl: null,
    tags: {},
    expectedBucketOwner: null,
    contentType: null,
    contentEncoding: null,
    grantFullControl: null,
    grantRead: null,
    grantReadAcp: null,
    grantWriteAcp: null,
    auth: {
      type: 'static',
      accessKeyId: 'test-id',
      secretAccessKey: 'test-secret',
      sessionToken: null,
    },
    request: { timeoutMs: 5000, maxAttempts: 3 },
    ...changes,
  };
}

/** An object of these pieces. */
export function objectOf(key: string, pieces: readonly string[]): OutgoingObject {
  const body = pieces.map((piece) => Buffer.from(piece));
  return {
    key,
    body,
    byteLength: body.reduce((sum, piece) => sum + piece.length, 0),
    contentType: 'application/x-ndjson',
    metadata: { 'first-offset': '17' },
  };
}

/** An upload to this key. */
export function headOf(key: string): UploadHead {
  const { contentType, metadata } = objectOf(key, []);
  return { key, contentType, metadata };
}

export const userAgent = { name: 'sluice', version: '0.0.0-test' } as const;

/** The options of a sink that writes to this bucket. @param endpoint of a proxy before its server */
export function bucketModel(
  { name, address }: Pick<TestBucket, 'name' | 'address'>,
  endpoint: string = address.endpoint,
): S3StoreModel {
  const { accessKeyId, secretAccessKey, region } = address;
  return storeModel({
    endpoint,
    region,
    bucket: name,
    auth: { type: 'static', accessKeyId, secretAccessKey, sessionToken: null },
  });
}
