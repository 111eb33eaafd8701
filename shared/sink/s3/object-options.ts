import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import type { S3StoreModel } from '../../pipeline/model.ts';

/** The parameters that PutObject and CreateMultipartUpload share and that every object of a sink gets alike. */
export type ObjectOptions = Pick<
  PutObjectCommandInput,
  | 'Bucket'
  | 'ACL'
  | 'BucketKeyEnabled'
  | 'ContentEncoding'
  | 'ExpectedBucketOwner'
  | 'GrantFullControl'
  | 'GrantRead'
  | 'GrantReadACP'
  | 'GrantWriteACP'
  | 'SSEKMSKeyId'
  | 'ServerSideEncryption'
  | 'StorageClass'
  | 'Tagging'
>;

/** Options of a sink, and the parameter that each becomes as it is. */
const parameters: readonly (readonly [keyof S3StoreModel, keyof ObjectOptions])[] = [
  ['acl', 'ACL'],
  ['bucketKeyEnabled', 'BucketKeyEnabled'],
  ['contentEncoding', 'ContentEncoding'],
  ['grantFullControl', 'GrantFullControl'],
  ['grantRead', 'GrantRead'],
  ['grantReadAcp', 'GrantReadACP'],
  ['grantWriteAcp', 'GrantWriteACP'],
  ['ssekmsKeyId', 'SSEKMSKeyId'],
  ['serverSideEncryption', 'ServerSideEncryption'],
  ['storageClass', 'StorageClass'],
];

/** The bucket as every request names it. */
export type BucketAddress = Pick<ObjectOptions, 'Bucket' | 'ExpectedBucketOwner'>;

/**
 * Turns the sink's options into request parameters, once per store. What is null is left out, and then the bucket's
 * own default holds. Values go to S3 as they are: it knows its storage classes and ACLs better than a list here.
 */
export function objectOptions(model: S3StoreModel): ObjectOptions {
  const tags = Object.entries(model.tags);
  const given = parameters.flatMap(([option, parameter]) =>
    model[option] === null ? [] : [[parameter, model[option]]],
  );
  return {
    ...bucketAddress(model),
    ...(Object.fromEntries(given) as ObjectOptions),
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
