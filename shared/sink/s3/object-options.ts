import type {
  ObjectCannedACL,
  PutObjectCommandInput,
  ServerSideEncryption,
  StorageClass,
} from '@aws-sdk/client-s3';
import type { S3StoreModel } from '../../pipeline/model.ts';

/** The parameters that PutObject and CreateMultipartUpload share and that every object of a sink gets alike. */
export type ObjectOptions = Pick<
  PutObjectCommandInput,
  | 'Bucket'
  | 'ACL'
  | 'BucketKeyEnabled'
  | 'ExpectedBucketOwner'
  | 'SSEKMSKeyId'
  | 'ServerSideEncryption'
  | 'StorageClass'
  | 'Tagging'
>;

/** The bucket as every request names it. */
export type BucketAddress = Pick<ObjectOptions, 'Bucket' | 'ExpectedBucketOwner'>;

/**
 * Turns the sink's options into request parameters, once per store. What is null is left out, and then the bucket's
 * own default holds. Values go to S3 as they are: it knows its storage classes and ACLs better than a list here.
 */
export function objectOptions(model: S3StoreModel): ObjectOptions {
  const tags = Object.entries(model.tags);
  return {
    ...bucketAddress(model),
    ...(model.acl === null ? {} : { ACL: model.acl as ObjectCannedACL }),
    ...(model.bucketKeyEnabled === null ? {} : { BucketKeyEnabled: model.bucketKeyEnabled }),
    ...(model.ssekmsKeyId === null ? {} : { SSEKMSKeyId: model.ssekmsKeyId }),
    ...(model.serverSideEncryption === null
      ? {}
      : { ServerSideEncryption: model.serverSideEncryption satisfies ServerSideEncryption }),
    ...(model.storageClass === null ? {} : { StorageClass: model.storageClass as StorageClass }),
    ...(tags.length === 0 ? {} : { Tagging: tags.map(queryPair).join('&') }),
  };
}

/** Requests that read say which bucket is meant and whose it has to be, and nothing else. */
export function bucketAddress(model: S3StoreModel): BucketAddress {
  const { bucket, expectedBucketOwner } = model;
  return {
    Bucket: bucket,
    ...(expectedBucketOwner === null ? {} : { ExpectedBucketOwner: expectedBucketOwner }),
  };
}

/** The Tagging header is a query string; a plus sign would be read as a plus by some servers, so not URLSearchParams. */
function queryPair([name, value]: readonly [string, string]): string {
  return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
}
