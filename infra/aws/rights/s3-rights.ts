import { literalBeginning } from '../../../shared/sink/key/literal-folder.ts';
import type { PipelineModel, S3SinkModel, S3StoreModel } from '../../../shared/pipeline/model.ts';
import type { Grant } from './grant.ts';

/**
 * What S3 asks for each command of the SDK that the project sends, on the object or on its bucket. A test finds all
 * commands in the source and holds them against this list.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export const rightsOfCommands: Readonly<Record<string, readonly S3Right[]>> = {
  PutObject: [{ action: 's3:PutObject', on: 'object' }],
  CreateMultipartUpload: [{ action: 's3:PutObject', on: 'object' }],
  UploadPart: [{ action: 's3:PutObject', on: 'object' }],
  CompleteMultipartUpload: [{ action: 's3:PutObject', on: 'object' }],
  AbortMultipartUpload: [{ action: 's3:AbortMultipartUpload', on: 'object' }],
  // without ListBucket S3 says 403 of an object that is not there
  HeadObject: [
    { action: 's3:GetObject', on: 'object' },
    { action: 's3:ListBucket', on: 'bucket' },
  ],
  GetObject: [
    { action: 's3:GetObject', on: 'object' },
    { action: 's3:ListBucket', on: 'bucket' },
  ],
  HeadBucket: [{ action: 's3:ListBucket', on: 'bucket' }],
  ListObjectsV2: [{ action: 's3:ListBucket', on: 'bucket' }],
  ListMultipartUploads: [{ action: 's3:ListBucketMultipartUploads', on: 'bucket' }],
  DeleteObject: [{ action: 's3:DeleteObject', on: 'object' }],
};

export interface S3Right {
  readonly action: string;
  readonly on: 'object' | 'bucket';
}

/** Commands that the container sends; those that only tools send are not among them. */
export const consumerCommands: readonly string[] = [
  'PutObject',
  'CreateMultipartUpload',
  'UploadPart',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
  'HeadObject',
  'GetObject',
  'HeadBucket',
  'ListObjectsV2',
];

/** The function keeps no offsets and looks at nothing. */
export const handlerCommands: readonly string[] = ['PutObject'];

/** Where Sluice keeps what it needs itself, in the bucket of each sink. */
const ownFolder = '_sluice/';

/** The policy of a host on the buckets that its pipeline names. */
export function s3Grants(
  model: PipelineModel,
  commands: readonly string[],
  partition: string,
): readonly Grant[] {
  const rights = commands.flatMap((command) => rightsOfCommands[command] ?? []);
  const actionsOn = (on: S3Right['on']): readonly string[] => [
    ...new Set(rights.filter((right) => right.on === on).map(({ action }) => action)),
  ];
  const isConsumer = commands.includes('GetObject');
  const places = prefixesOf(model, isConsumer);
  const arn = `arn:${partition}:s3:::`;
  const buckets = [...new Set(places.map(({ bucket }) => bucket))];
  const grants: Grant[] = [
    {
      sid: 'S3Objects',
      actions: [...actionsOn('object'), ...ofOptions(model)],
      resources: [...new Set(places.map(({ bucket, prefix }) => `${arn}${bucket}/${prefix}*`))],
    },
  ];
  const bucketActions = actionsOn('bucket');
  if (bucketActions.length > 0) {
    grants.push({
      sid: 'S3Buckets',
      actions: bucketActions,
      resources: buckets.map((bucket) => arn + bucket),
    });
  }
  const keys = [...model.sinks.values()].flatMap(({ store }) => store.ssekmsKeyId ?? []);
  if (keys.length > 0) {
    // parts of an upload are decrypted when they are put together
    const actions = isConsumer ? ['kms:GenerateDataKey', 'kms:Decrypt'] : ['kms:GenerateDataKey'];
    grants.push({ sid: 'S3Keys', actions, resources: [...new Set(keys)] });
  }
  return grants;
}

/** What PutObject asks besides, where a sink sets it. */
function ofOptions(model: PipelineModel): readonly string[] {
  const stores = [...model.sinks.values()].map(({ store }) => store);
  const actions: string[] = [];
  if (stores.some(({ tags }) => Object.keys(tags).length > 0)) actions.push('s3:PutObjectTagging');
  const grants = ({ acl, ...store }: S3StoreModel): readonly unknown[] => [
    acl,
    store.grantFullControl,
    store.grantRead,
    store.grantReadAcp,
    store.grantWriteAcp,
  ];
  if (stores.some((store) => grants(store).some((one) => one !== null)))
    actions.push('s3:PutObjectAcl');
  return actions;
}

interface Place {
  readonly bucket: string;
  readonly prefix: string;
}

/** What all keys begin with that a host may write. */
function prefixesOf(model: PipelineModel, isConsumer: boolean): readonly Place[] {
  const { sinks, sources } = model;
  const bucketOf = (sink: string): string => sinks.get(sink)?.store.bucket ?? '';
  const rejections = [...sources.values(), ...sinks.values(), ...model.transforms.values()].flatMap(
    (component) => ('onRejection' in component ? [component.onRejection] : []),
  );
  return [
    ...[...sinks.values()].flatMap((sink) => ofSink(sink, isConsumer)),
    ...rejections
      .filter(({ action }) => action === 'dead_letter')
      .map(({ sink, keyPrefix }) => placeOf(bucketOf(sink), keyPrefix)),
    ...(isConsumer ? [...sources.values()] : []).flatMap(({ completeMarkers }) => {
      const { key = null, sink = '' } = completeMarkers ?? {};
      return key === null ? [] : [placeOf(bucketOf(sink), key)];
    }),
  ];
}

function ofSink(sink: S3SinkModel, isConsumer: boolean): readonly Place[] {
  const { bucket } = sink.store;
  return [
    placeOf(bucket, sink.keyPrefix),
    placeOf(bucket, sink.overflowPrefix),
    ...(isConsumer ? [{ bucket, prefix: ownFolder }] : []),
  ];
}

function placeOf(bucket: string, template: string): Place {
  return { bucket, prefix: literalBeginning(template) };
}
