import type { S3SinkShape } from '../components/s3-sink-shape.ts';
import { avroFileWords, csvFileWords, protobufFileWords } from './encoder-words.ts';
import { parquetWords } from './parquet-words.ts';
import { rejectionWords } from './rejection-words.ts';
import type { WordsOf } from './words.ts';

/** What is said of the options of an S3 sink. */
export const s3SinkWords: WordsOf<S3SinkShape> = {
  bucket: { meaning: 'Bucket name.', vector: 'bucket' },
  region: {
    meaning: 'Region of the bucket.',
    defaultText:
      '`AWS_REGION`, `AWS_DEFAULT_REGION`; `us-east-1` where an endpoint is given; else required',
    vector: 'region',
  },
  endpoint: {
    meaning: "URL of a store that is not Amazon's, or of a VPC endpoint.",
    vector: 'endpoint',
  },
  forcePathStyle: {
    meaning: 'Bucket in the path, not in the host name.',
    vector: 'force_path_style',
  },
  keyPrefix: {
    meaning:
      'Begins every key: literals, strftime, and `{{ field }}` of the event after a literal.',
    vector: 'key_prefix (date=%F)',
  },
  overflowPrefix: {
    meaning:
      'Where events go whose prefix is one too many for their epoch: literals, and strftime on the time at which the epoch began.',
    defaultText: '`<literal folder of keyPrefix>_overflow/<sink>/`',
  },
  timezone: {
    meaning: 'IANA time zone that strftime is rendered in.',
    vector: 'timezone (local)',
  },
  timeField: {
    meaning: 'Field of the event whose time decides the prefix.',
    defaultText: "the record's time",
  },
  filenameTimeFormat: {
    meaning: "Begins an object's name; with `delivery: 'dense'` only.",
    defaultText: '`%s`',
    vector: 'filename_time_format',
  },
  filenameAppendUuid: {
    meaning:
      "A random part after it; with `delivery: 'dense'` only. `false` is refused: objects of the same time would replace one another.",
    defaultText: '`true`',
    vector: 'filename_append_uuid',
  },
  filenameExtension: {
    meaning: 'Ends every key.',
    defaultText: 'from codec and compression, like `ndjson.gz`',
    vector: 'filename_extension (log)',
  },
  encoding: {
    codec: {
      meaning:
        "`ndjson`: one JSON object a line; `json`: one JSON array an object; `text`: the event's `message`, one a line; `csv`: a row of `csv.fields`; `parquet`: a file of columns; `avro`: an object container file; `protobuf`: messages, each with its length before it (docs/formats.md).",
      vector: 'encoding.codec, framing (required)',
    },
    onlyFields: {
      meaning: 'Fields that are written, names or paths; prefixes are made of the whole event.',
      defaultText: 'all',
      vector: 'encoding.only_fields',
    },
    exceptFields: {
      meaning: 'Fields that are not written, names or paths; prefixes are made of the whole event.',
      vector: 'encoding.except_fields',
    },
    timestampFormat: {
      meaning:
        "How times are written: `rfc3339`, or as a number since 1970. Times are the record's own in its field, dates of TypeScript, and times of VRL's programs.",
      vector: 'encoding.timestamp_format',
    },
    parquet: parquetWords,
    avro: avroFileWords,
    csv: csvFileWords,
    protobuf: protobufFileWords,
  },
  compression: {
    algorithm: {
      meaning: 'May be written as the value of `compression` itself.',
      vector: 'compression',
    },
    level: {
      meaning: 'gzip 1 to 9, zstd 1 to 19.',
      defaultText: '6 for gzip, 1 for zstd',
      vector: 'compression.level',
    },
  },
  batch: {
    maxBytes: {
      meaning: 'Encoded bytes of one object before compression.',
      vector: 'batch.max_bytes (of memory, before encoding)',
    },
    maxEvents: {
      meaning: 'Events of one object.',
      defaultText: 'no limit',
      vector: 'batch.max_events',
    },
    timeoutSecs: {
      meaning: 'Age of the oldest event of an object, seconds.',
      vector: 'batch.timeout_secs',
    },
    maxPrefixes: {
      meaning:
        'Prefixes of one epoch that get objects of their own; events of any further one go to `overflowPrefix`.',
    },
  },
  multipart: {
    partBytes: {
      meaning:
        'Stored bytes of one part: an object that reaches two is stored in parts while it grows. Smaller where `buffer.maxBytes` is below eight.',
    },
  },
  acknowledgements: {
    enabled: {
      meaning:
        "Whether offsets wait until the objects are stored; `false` needs `delivery: 'dense'`. May be written as the value of `acknowledgements` itself.",
      vector: 'acknowledgements.enabled (false)',
    },
  },
  allowOverwrite: {
    meaning:
      "Takes a store without conditional writes, with `delivery: 'exact'`: a slow consumer that has lost its partition may then replace a newer object.",
  },
  onRejection: rejectionWords('an event whose key or line cannot be made', 'this sink'),
  storageClass: {
    meaning: 'Storage class of the objects; Athena does not read the last two.',
    defaultText: "the bucket's own",
    vector: 'storage_class',
  },
  serverSideEncryption: {
    meaning: 'Encryption by S3 (`AES256`) or by a KMS key (`aws:kms`).',
    defaultText: "the bucket's own",
    vector: 'server_side_encryption',
  },
  ssekmsKeyId: {
    meaning: "KMS key; needs `serverSideEncryption: 'aws:kms'`.",
    defaultText: "the account's key for S3",
    vector: 'ssekms_key_id',
  },
  bucketKeyEnabled: {
    meaning: 'One data key a bucket: far fewer KMS requests; needs `aws:kms`.',
    defaultText: "the bucket's own",
  },
  acl: {
    meaning: 'Canned ACL; buckets with owner enforcement take none.',
    vector: 'acl',
  },
  tags: {
    meaning: 'Up to ten tags on every object.',
    defaultText: 'none',
    vector: 'tags',
  },
  expectedBucketOwner: {
    meaning: 'Account that must own the bucket; otherwise every request is refused.',
  },
  contentType: {
    meaning: 'Content-Type of the objects.',
    defaultText: 'from the codec',
    vector: 'content_type (text/x-log)',
  },
  contentEncoding: {
    meaning:
      'Content-Encoding of the objects: with it browsers and some SDKs hand out unpacked bytes under a name in `.gz`; query engines go by the name alone.',
    vector: 'content_encoding (that of the compression)',
  },
  grantFullControl: {
    meaning: 'Grantees with all rights on the objects; not with `acl`.',
    vector: 'grant_full_control',
  },
  grantRead: {
    meaning: 'Grantees that may read the objects.',
    vector: 'grant_read',
  },
  grantReadAcp: {
    meaning: 'Grantees that may read the ACLs of the objects.',
    vector: 'grant_read_acp',
  },
  grantWriteAcp: {
    meaning: 'Grantees that may write the ACLs of the objects.',
    vector: 'grant_write_acp',
  },
  auth: {
    accessKeyId: {
      meaning: 'Static key; with `secretAccessKey`.',
      vector: 'auth.access_key_id',
    },
    secretAccessKey: {
      meaning: 'Secret of the static key; give it as `${NAME}`.',
      vector: 'auth.secret_access_key',
    },
    sessionToken: {
      meaning: 'Token of temporary keys.',
      vector: 'auth.session_token',
    },
    profile: {
      meaning: 'A profile of the shared AWS configuration files.',
      vector: 'auth.profile',
    },
    assumeRole: {
      meaning: 'ARN of a role to assume.',
      vector: 'auth.assume_role',
    },
    externalId: {
      meaning: "What the role's trust policy asks for.",
      vector: 'auth.external_id',
    },
    sessionName: {
      meaning: 'Names our sessions in CloudTrail.',
      vector: 'auth.session_name',
    },
    webIdentityTokenFile: {
      meaning: 'File with a token of the identity provider; with `assumeRole`.',
    },
  },
  request: {
    timeoutSecs: {
      meaning: 'How long one try of a request may take, seconds.',
      vector: 'request.timeout_secs',
    },
    maxAttempts: {
      meaning: 'Tries within the client; publishing goes on for as long as the fault can heal.',
      vector: 'request.retry_attempts (without end)',
    },
  },
};
