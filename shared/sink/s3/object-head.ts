import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import type { S3StoreModel } from '../../pipeline/model.ts';
import type { UploadHead } from '../object-upload.ts';
import type { ObjectOptions } from './object-options.ts';

/** The parameters of one object that PutObject and CreateMultipartUpload share. */
type HeadInput = ObjectOptions &
  Pick<PutObjectCommandInput, 'ContentType' | 'Metadata'> & {
    readonly Key: string;
  };

/** Records are for Sluice to read again: what the sink says of its data's type, encoding and storage class is not for them. */
export function headInput(
  head: UploadHead,
  model: S3StoreModel,
  { StorageClass, ContentEncoding, ...rest }: ObjectOptions,
): HeadInput {
  const isRecord = head.kind === 'record';
  return {
    ...rest,
    ...(isRecord ? {} : { StorageClass, ContentEncoding }),
    Key: head.key,
    ContentType: isRecord ? head.contentType : (model.contentType ?? head.contentType),
    Metadata: { ...head.metadata },
  };
}
