/** The least that a function can do which stores: the same SDK, one object for what an event holds, nothing else. */
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const { env } = process;
const client = new S3Client({
  endpoint: env['S3_ENDPOINT'] ?? '',
  region: env['S3_REGION'] ?? '',
  forcePathStyle: true,
  credentials: {
    accessKeyId: env['S3_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: env['S3_SECRET_ACCESS_KEY'] ?? '',
  },
});

interface Event {
  readonly records: Readonly<Record<string, readonly { readonly value?: string }[]>>;
}

export async function handler({ records }: Event): Promise<void> {
  const values = Object.values(records).flatMap((group) => group.map(({ value = '' }) => value));
  const body = values.map((value) => Buffer.from(value, 'base64').toString());
  const object = { Bucket: env['S3_BUCKET'], Key: 'bare/first.ndjson', Body: body.join('\n') };
  await client.send(new PutObjectCommand(object));
}
