import { group, nullable, optional, required } from '../options/option.ts';
import { flag, integer, oneOf, text } from '../options/value.ts';
import { rejectionOptions } from './rejection.ts';
import type { S3SinkShape } from './s3-sink-shape.ts';
import {
  cannedAcl,
  endpoint,
  extension,
  fieldPath,
  filenameTimeFormat,
  keyPrefix,
  storageClass,
  tags,
  timezone,
} from './s3-values.ts';
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
    { meaning: 'Bucket name.', vector: 'bucket' },
  ),
  region: nullable(region, {
    meaning: 'Region of the bucket.',
    defaultText:
      '`AWS_REGION`, `AWS_DEFAULT_REGION`; `us-east-1` where an endpoint is given; else required',
    vector: 'region',
  }),
  endpoint: nullable(endpoint, {
    meaning: "URL of a store that is not Amazon's, or of a VPC endpoint.",
    vector: 'endpoint',
  }),
  forcePathStyle: optional(flag(), true, {
    meaning: 'Bucket in the path, not in the host name.',
    vector: 'force_path_style',
  }),
  keyPrefix: optional(keyPrefix, 'date=%F/', {
    meaning:
      'Begins every key: literals, strftime, and `{{ field }}` of the event after a literal.',
    vector: 'key_prefix (date=%F)',
  }),
  timezone: optional(timezone, 'UTC', {
    meaning: 'IANA time zone that strftime is rendered in.',
    vector: 'timezone (local)',
  }),
  timeField: nullable(fieldPath, {
    meaning: 'Field of the event whose time decides the prefix.',
    defaultText: "the record's time",
  }),
  filenameTimeFormat: nullable(filenameTimeFormat, {
    meaning: "Begins an object's name; with `delivery: 'dense'` only.",
    defaultText: '`%s`',
    vector: 'filename_time_format',
  }),
  filenameAppendUuid: nullable(flag(), {
    meaning:
      "A random part after it; with `delivery: 'dense'` only. `false` is refused: objects of the same time would replace one another.",
    defaultText: '`true`',
    vector: 'filename_append_uuid',
  }),
  filenameExtension: nullable(extension, {
    meaning: 'Ends every key.',
    defaultText: 'from codec and compression, like `ndjson.gz`',
    vector: 'filename_extension (log)',
  }),
  encoding: group({
    codec: optional(oneOf(['ndjson', 'json', 'text']), 'ndjson', {
      meaning:
        "`ndjson`: one JSON object a line; `json`: one JSON array an object; `text`: the event's `message`, one a line.",
      vector: 'encoding.codec, framing (required)',
    }),
  }),
  compression: group(
    {
      algorithm: optional(oneOf(['none', 'gzip', 'zstd']), 'gzip', {
        meaning: 'May be written as the value of `compression` itself.',
        vector: 'compression',
      }),
      level: nullable(integer(1, 19), {
        meaning: 'gzip 1 to 9, zstd 1 to 19.',
        defaultText: '6 for gzip, 3 for zstd',
        vector: 'compression.level',
      }),
    },
    'algorithm',
  ),
  batch: group({
    maxBytes: optional(integer(1024, gibi), 10_000_000, {
      meaning: 'Encoded bytes of one object before compression.',
      vector: 'batch.max_bytes (of memory, before encoding)',
    }),
    maxEvents: nullable(integer(1, 1_000_000_000), {
      meaning: 'Events of one object.',
      defaultText: 'no limit',
      vector: 'batch.max_events',
    }),
    timeoutSecs: optional(integer(1, 86_400), 300, {
      meaning: 'Age of the oldest event of an object, seconds.',
      vector: 'batch.timeout_secs',
    }),
  }),
  multipart: group({
    partBytes: optional(integer(5 * mebi, gibi), 16 * mebi, {
      meaning:
        'Stored bytes of one part: an object that reaches two is stored in parts while it grows. Smaller where `buffer.maxBytes` is below eight.',
    }),
  }),
  acknowledgements: group(
    {
      enabled: optional(flag(), true, {
        meaning:
          "Whether offsets wait until the objects are stored; `false` needs `delivery: 'dense'`. May be written as the value of `acknowledgements` itself.",
        vector: 'acknowledgements.enabled (false)',
      }),
    },
    'enabled',
  ),
  allowOverwrite: optional(flag(), false, {
    meaning:
      "Takes a store without conditional writes, with `delivery: 'exact'`: a slow consumer that has lost its partition may then replace a newer object.",
  }),
  onRejection: rejectionOptions('an event whose key or line cannot be made', 'this sink'),
  storageClass: nullable(storageClass, {
    meaning: 'Storage class of the objects; Athena does not read the last two.',
    defaultText: "the bucket's own",
    vector: 'storage_class',
  }),
  serverSideEncryption: nullable(oneOf(['AES256', 'aws:kms']), {
    meaning: 'Encryption by S3 (`AES256`) or by a KMS key (`aws:kms`).',
    defaultText: "the bucket's own",
    vector: 'server_side_encryption',
  }),
  ssekmsKeyId: nullable(text('an id, ARN or alias of a key'), {
    meaning: "KMS key; needs `serverSideEncryption: 'aws:kms'`.",
    defaultText: "the account's key for S3",
    vector: 'ssekms_key_id',
  }),
  bucketKeyEnabled: nullable(flag(), {
    meaning: 'One data key a bucket: far fewer KMS requests; needs `aws:kms`.',
    defaultText: "the bucket's own",
  }),
  acl: nullable(cannedAcl, {
    meaning: 'Canned ACL; buckets with owner enforcement take none.',
    vector: 'acl',
  }),
  tags: optional(
    tags,
    {},
    {
      meaning: 'Up to ten tags on every object.',
      defaultText: 'none',
      vector: 'tags',
    },
  ),
  expectedBucketOwner: nullable(text('12 digits', /^\d{12}$/), {
    meaning: 'Account that must own the bucket; otherwise every request is refused.',
  }),
  contentType: nullable(
    text("a media type like 'application/x-ndjson'", /^[\w.+-]+\/[\w.+-]+(?:;.*)?$/),
    {
      meaning: 'Content-Type of the objects.',
      defaultText: 'from the codec',
      vector: 'content_type (text/x-log)',
    },
  ),
  auth: group({
    accessKeyId: nullable(text(), {
      meaning: 'Static key; with `secretAccessKey`.',
      vector: 'auth.access_key_id',
    }),
    secretAccessKey: nullable(text(), {
      meaning: 'Secret of the static key; give it as `${NAME}`.',
      vector: 'auth.secret_access_key',
    }),
    sessionToken: nullable(text(), {
      meaning: 'Token of temporary keys.',
      vector: 'auth.session_token',
    }),
    profile: nullable(text(), {
      meaning: 'A profile of the shared AWS configuration files.',
      vector: 'auth.profile',
    }),
    assumeRole: nullable(text("a role's ARN", /^arn:[a-z0-9-]+:iam::\d{12}:role\/\S+$/), {
      meaning: 'ARN of a role to assume.',
      vector: 'auth.assume_role',
    }),
    externalId: nullable(text(), {
      meaning: "What the role's trust policy asks for.",
      vector: 'auth.external_id',
    }),
    sessionName: optional(
      text('2 to 64 of A-Z a-z 0-9 _ = , . @ -', /^[\w=,.@-]{2,64}$/),
      'sluice',
      {
        meaning: 'Names our sessions in CloudTrail.',
        vector: 'auth.session_name',
      },
    ),
    webIdentityTokenFile: nullable(text('a path'), {
      meaning: 'File with a token of the identity provider; with `assumeRole`.',
    }),
  }),
  request: group({
    timeoutSecs: optional(integer(1, 3600), 60, {
      meaning: 'How long one try of a request may take, seconds.',
      vector: 'request.timeout_secs',
    }),
    maxAttempts: optional(integer(1, 20), 4, {
      meaning: 'Tries within the client; publishing goes on for as long as the fault can heal.',
      vector: 'request.retry_attempts (without end)',
    }),
  }),
};
