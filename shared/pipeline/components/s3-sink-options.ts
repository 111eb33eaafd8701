import { group, nullable, optional, required } from '../options/option.ts';
import { flag, integer, oneOf, text, textList } from '../options/value.ts';
import { encodersOptions } from './encoding.ts';
import { rejectionOptions } from './rejection.ts';
import type { S3SinkShape } from './s3-sink-shape.ts';
import {
  cannedAcl,
  endpoint,
  extension,
  fieldOfObject,
  fieldPath,
  filenameTimeFormat,
  grantees,
  keyPrefix,
  overflowPrefix,
  storageClass,
  tags,
  timezone,
} from './s3-values.ts';
import { timestampFormatOption } from './timestamp-format.ts';
import { region } from './values.ts';

const mebi = 1024 ** 2;
const gibi = 1024 ** 3;

/** The options of an S3 sink, in the order in which they are told. */
export const s3SinkOptions: S3SinkShape = {
  bucket: required(
    text(
      "a bucket name (3 to 63 of a-z 0-9 . -), without 's3://'",
      /^(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    ),
    'bucket',
  ),
  region: nullable(region),
  endpoint: nullable(endpoint),
  forcePathStyle: optional(flag(), true),
  keyPrefix: optional(keyPrefix, 'date=%F/'),
  overflowPrefix: nullable(overflowPrefix),
  timezone: optional(timezone, 'UTC'),
  timeField: nullable(fieldPath),
  filenameTimeFormat: nullable(filenameTimeFormat),
  filenameAppendUuid: nullable(flag()),
  filenameExtension: nullable(extension),
  encoding: group({
    codec: optional(
      oneOf(['ndjson', 'json', 'text', 'csv', 'parquet', 'avro', 'protobuf']),
      'ndjson',
    ),
    onlyFields: nullable(textList(fieldOfObject, 'fields')),
    exceptFields: nullable(textList(fieldOfObject, 'fields')),
    timestampFormat: timestampFormatOption,
    ...encodersOptions,
  }),
  compression: group(
    {
      algorithm: optional(oneOf(['none', 'gzip', 'zstd']), 'gzip'),
      level: nullable(integer(1, 19)),
    },
    'algorithm',
  ),
  batch: group({
    maxBytes: optional(integer(1024, gibi), 10_000_000),
    maxEvents: nullable(integer(1, 1_000_000_000)),
    timeoutSecs: optional(integer(1, 86_400), 300),
    maxPrefixes: optional(integer(1, 10_000), 256),
  }),
  multipart: group({
    partBytes: optional(integer(5 * mebi, gibi), 16 * mebi),
  }),
  acknowledgements: group(
    {
      enabled: optional(flag(), true),
    },
    'enabled',
  ),
  allowOverwrite: optional(flag(), false),
  onRejection: rejectionOptions,
  storageClass: nullable(storageClass),
  serverSideEncryption: nullable(oneOf(['AES256', 'aws:kms'])),
  ssekmsKeyId: nullable(text('an id, ARN or alias of a key')),
  bucketKeyEnabled: nullable(flag()),
  acl: nullable(cannedAcl),
  tags: optional(tags, {}),
  expectedBucketOwner: nullable(text('12 digits', /^\d{12}$/)),
  contentType: nullable(
    text("a media type like 'application/x-ndjson'", /^[\w.+-]+\/[\w.+-]+(?:;.*)?$/),
  ),
  contentEncoding: nullable(text("a word like 'gzip'", /^[\w, -]+$/)),
  grantFullControl: nullable(grantees),
  grantRead: nullable(grantees),
  grantReadAcp: nullable(grantees),
  grantWriteAcp: nullable(grantees),
  auth: group({
    accessKeyId: nullable(text()),
    secretAccessKey: nullable(text()),
    sessionToken: nullable(text()),
    profile: nullable(text()),
    assumeRole: nullable(text("a role's ARN", /^arn:[a-z0-9-]+:iam::\d{12}:role\/\S+$/)),
    externalId: nullable(text()),
    sessionName: optional(
      text('2 to 64 of A-Z a-z 0-9 _ = , . @ -', /^[\w=,.@-]{2,64}$/),
      'sluice',
    ),
    webIdentityTokenFile: nullable(text('a path')),
  }),
  request: group({
    timeoutSecs: optional(integer(1, 3600), 60),
    maxAttempts: optional(integer(1, 20), 4),
  }),
};
