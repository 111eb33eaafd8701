import { S3Client } from '@aws-sdk/client-s3';
import type { DemoS3 } from './find-engines.ts';

/** A client of the tools themselves; the consumer under test has its own. */
export function s3Client(s3: DemoS3): S3Client {
  const { accessKeyId, secretAccessKey, sessionToken } = s3;
  return new S3Client({
    endpoint: s3.endpoint,
    region: s3.region,
    forcePathStyle: true,
    credentials: {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === null ? {} : { sessionToken }),
    },
  });
}
