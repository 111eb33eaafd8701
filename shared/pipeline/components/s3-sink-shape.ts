import type { Group, Option } from '../options/option.ts';
import type { EncodingShape } from './encoding-shape.ts';
import type { RejectionShape } from './rejection.ts';

/** The types of an S3 sink's options. */
export type S3SinkShape = {
  readonly bucket: Option<string>;
  readonly region: Option<string | null>;
  readonly endpoint: Option<string | null>;
  readonly forcePathStyle: Option<boolean>;
  readonly keyPrefix: Option<string>;
  readonly overflowPrefix: Option<string | null>;
  readonly timezone: Option<string>;
  readonly timeField: Option<string | null>;
  readonly filenameTimeFormat: Option<string | null>;
  readonly filenameAppendUuid: Option<boolean | null>;
  readonly filenameExtension: Option<string | null>;
  readonly encoding: Group<EncodingShape>;
  readonly compression: Group<{
    readonly algorithm: Option<'none' | 'gzip' | 'zstd'>;
    readonly level: Option<number | null>;
  }>;
  readonly batch: Group<{
    readonly maxBytes: Option<number>;
    readonly maxEvents: Option<number | null>;
    readonly timeoutSecs: Option<number>;
    readonly maxPrefixes: Option<number>;
  }>;
  readonly multipart: Group<{ readonly partBytes: Option<number> }>;
  readonly acknowledgements: Group<{ readonly enabled: Option<boolean> }>;
  readonly allowOverwrite: Option<boolean>;
  readonly onRejection: Group<RejectionShape>;
  readonly storageClass: Option<string | null>;
  readonly serverSideEncryption: Option<'AES256' | 'aws:kms' | null>;
  readonly ssekmsKeyId: Option<string | null>;
  readonly bucketKeyEnabled: Option<boolean | null>;
  readonly acl: Option<string | null>;
  readonly tags: Option<Readonly<Record<string, string>>>;
  readonly expectedBucketOwner: Option<string | null>;
  readonly contentType: Option<string | null>;
  readonly contentEncoding: Option<string | null>;
  readonly grantFullControl: Option<string | null>;
  readonly grantRead: Option<string | null>;
  readonly grantReadAcp: Option<string | null>;
  readonly grantWriteAcp: Option<string | null>;
  readonly auth: Group<{
    readonly accessKeyId: Option<string | null>;
    readonly secretAccessKey: Option<string | null>;
    readonly sessionToken: Option<string | null>;
    readonly profile: Option<string | null>;
    readonly assumeRole: Option<string | null>;
    readonly externalId: Option<string | null>;
    readonly sessionName: Option<string>;
    readonly webIdentityTokenFile: Option<string | null>;
  }>;
  readonly request: Group<{
    readonly timeoutSecs: Option<number>;
    readonly maxAttempts: Option<number>;
  }>;
};
