import type { Column } from '../../encode/columns/column-type.ts';
import { compressionLevels } from '../../sink/compress/levels.ts';
import type {
  FieldSelection,
  PipelineModel,
  RejectionModel,
  S3AuthModel,
  S3SinkModel,
  TimestampFormat,
} from '../model.ts';
import { readOptions, type ReadContext, type Unsupported } from '../options/read-options.ts';
import type { DecodingContext } from './decode-schema.ts';
import { readEncoding } from './encoding.ts';
import type { RegisteredContext } from './registered-columns.ts';
import { objectNames } from './s3-object-names.ts';
import { s3SinkOptions } from './s3-sink-options.ts';
import type { S3SinkShape } from './s3-sink-shape.ts';
import type { Values } from '../options/option.ts';
import { defaultOverflow } from './default-overflow.ts';
import { timestampFormatOf } from './timestamp-format.ts';
import { regionOf } from './values.ts';

type S3SinkValues = Values<S3SinkShape>;

const unsupported: Unsupported = {
  buffer:
    "is not a sink's: records are held once for the whole process, see buffer.maxBytes at the top",
  framing: 'follows from encoding.codec (docs/formats.md)',
  healthcheck: 'is not taken: the bucket is always checked at start',
};

export interface SinkContext extends ReadContext, DecodingContext, RegisteredContext {
  readonly name: string;
  readonly delivery: PipelineModel['delivery'];
  /** Of what comes to it, where sources say that; null: they do not. */
  readonly columnsKnown: readonly Column[] | null;
}

/** Reads and checks one S3 sink. `rejection` completes its `onRejection`. */
export function readS3Sink(
  raw: unknown,
  inputs: readonly string[],
  path: string,
  context: SinkContext,
  rejection: (values: S3SinkValues['onRejection']) => RejectionModel,
): S3SinkModel {
  const values = readOptions(s3SinkOptions, raw, path, context, {
    names: ['type', 'inputs'],
    unsupported,
  });
  checkKms(values, path, context);
  checkHeaders(values, path, context);
  return {
    type: 'aws_s3',
    inputs,
    store: {
      bucket: values.bucket,
      region: regionFor(values, path, context),
      endpoint: values.endpoint,
      forcePathStyle: values.forcePathStyle,
      storageClass: values.storageClass,
      serverSideEncryption: values.serverSideEncryption,
      ssekmsKeyId: values.ssekmsKeyId,
      bucketKeyEnabled: values.bucketKeyEnabled,
      acl: values.acl,
      tags: values.tags,
      expectedBucketOwner: values.expectedBucketOwner,
      contentType: values.contentType,
      contentEncoding: values.contentEncoding,
      grantFullControl: values.grantFullControl,
      grantRead: values.grantRead,
      grantReadAcp: values.grantReadAcp,
      grantWriteAcp: values.grantWriteAcp,
      auth: authModel(values.auth, `${path}.auth`, context),
      request: {
        timeoutMs: values.request.timeoutSecs * 1000,
        maxAttempts: values.request.maxAttempts,
      },
    },
    keyPrefix: values.keyPrefix,
    overflowPrefix: values.overflowPrefix ?? defaultOverflow(values.keyPrefix, context.name),
    timezone: values.timezone,
    timeField: values.timeField,
    ...objectNames(values, path, context),
    filenameExtension: values.filenameExtension,
    compression: { codec: values.compression.algorithm, level: levelFor(values, path, context) },
    ...readEncoding(values, raw, path, context),
    selectedFields: selectedFields(values, path, context),
    timestampFormat: timestampFormat(values, path, context),
    batch: values.batch,
    multipart: values.multipart,
    acknowledgements: values.acknowledgements.enabled,
    allowOverwrite: values.allowOverwrite,
    onRejection: rejection(values.onRejection),
  };
}

function selectedFields(
  { encoding: { codec, onlyFields, exceptFields } }: S3SinkValues,
  path: string,
  { faults }: ReadContext,
): FieldSelection | null {
  if (onlyFields === null && exceptFields === null) return null;
  if ((codec === 'parquet' || codec === 'avro') && faults.settled(`${path}.encoding.codec`)) {
    const name = onlyFields === null ? 'exceptFields' : 'onlyFields';
    faults.add(
      `${path}.encoding.${name}`,
      `does not go with ${codec}; name its columns in the schema`,
    );
  }
  return { only: onlyFields, except: exceptFields ?? [] };
}

function timestampFormat(
  { encoding: { codec, timestampFormat: given } }: S3SinkValues,
  path: string,
  { faults }: ReadContext,
): TimestampFormat | null {
  const format = timestampFormatOf(given);
  const isTyped = codec === 'parquet' || codec === 'avro' || codec === 'protobuf';
  if (format !== null && isTyped && faults.settled(`${path}.encoding.codec`)) {
    faults.add(
      `${path}.encoding.timestampFormat`,
      `does not go with ${codec}, whose types say how times are kept`,
    );
  }
  return format;
}

function regionFor(
  values: S3SinkValues,
  path: string,
  { env, faults, missingVariables }: ReadContext,
): string {
  const region = values.region ?? regionOf(env) ?? (values.endpoint === null ? null : 'us-east-1');
  if (region !== null) return region;
  const known = faults.settled(`${path}.region`, `${path}.endpoint`);
  if (known && missingVariables === 'fault') {
    faults.add(
      `${path}.region`,
      "is missing; give a region like 'eu-central-1', or set AWS_REGION",
    );
  }
  return 'us-east-1';
}

/** The level, 0 where nothing is compressed. */
function levelFor({ compression }: S3SinkValues, path: string, { faults }: ReadContext): number {
  const { algorithm, level } = compression;
  if (level !== null && faults.settled(`${path}.compression.algorithm`)) {
    if (algorithm === 'none') {
      faults.add(`${path}.compression.level`, "has no meaning with the algorithm 'none'");
    } else if (algorithm === 'gzip' && level > 9) {
      faults.add(`${path}.compression.level`, `got the number ${level}; allowed: 1 to 9 for gzip`);
    }
  }
  if (algorithm === 'none') return 0;
  return level ?? compressionLevels[algorithm].default;
}

function checkKms(values: S3SinkValues, path: string, { faults }: ReadContext): void {
  if (values.serverSideEncryption === 'aws:kms') return;
  if (!faults.settled(`${path}.serverSideEncryption`)) return;
  for (const name of ['ssekmsKeyId', 'bucketKeyEnabled'] as const) {
    if (values[name] !== null) {
      faults.add(`${path}.${name}`, "needs serverSideEncryption: 'aws:kms'");
    }
  }
}

const grants = ['grantFullControl', 'grantRead', 'grantReadAcp', 'grantWriteAcp'] as const;

/** S3 takes either an ACL or grants, and nothing is around a file of columns that could be its encoding. */
function checkHeaders(values: S3SinkValues, path: string, { faults }: ReadContext): void {
  const { acl, contentEncoding, encoding } = values;
  for (const name of grants) {
    if (acl !== null && values[name] !== null)
      faults.add(`${path}.${name}`, 'does not go with acl');
  }
  if (contentEncoding !== null && (encoding.codec === 'parquet' || encoding.codec === 'avro')) {
    faults.add(`${path}.contentEncoding`, `does not go with ${encoding.codec}`);
  }
}

/** The one kind of credentials that is given; what belongs to different kinds is a fault. */
function authModel(auth: S3SinkValues['auth'], path: string, { faults }: ReadContext): S3AuthModel {
  const requires = (name: keyof typeof auth, needed: keyof typeof auth): void => {
    const known = faults.settled(`${path}.${name}`, `${path}.${needed}`);
    if (known && auth[name] !== null && auth[needed] === null) {
      faults.add(`${path}.${needed}`, `is missing, but ${name} is given`);
    }
  };
  requires('accessKeyId', 'secretAccessKey');
  requires('secretAccessKey', 'accessKeyId');
  requires('sessionToken', 'accessKeyId');
  requires('externalId', 'assumeRole');
  requires('webIdentityTokenFile', 'assumeRole');
  const kinds = (['accessKeyId', 'profile', 'assumeRole'] as const).filter(
    (name) => auth[name] !== null,
  );
  if (kinds.length > 1) {
    faults.add(path, `got ${kinds.join(' and ')}; allowed: one kind of credentials`);
  }
  const { accessKeyId, secretAccessKey, sessionToken, profile, sessionName } = auth;
  const { assumeRole: roleArn, webIdentityTokenFile: tokenFile, externalId } = auth;
  if (roleArn !== null && tokenFile !== null) {
    return { type: 'webIdentity', roleArn, tokenFile, sessionName };
  }
  if (roleArn !== null) return { type: 'assumeRole', roleArn, externalId, sessionName };
  if (profile !== null) return { type: 'profile', profile };
  if (accessKeyId !== null && secretAccessKey !== null) {
    return { type: 'static', accessKeyId, secretAccessKey, sessionToken };
  }
  return { type: 'default' };
}
