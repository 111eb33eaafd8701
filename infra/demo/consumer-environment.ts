import type { DemoEngines } from './find-engines.ts';

export interface ConsumerPlace {
  readonly engines: DemoEngines;
  /** Of topic, group and bucket. */
  readonly name: string;
  readonly compression: string;
  /** Where programs are found; the only variable that is passed on from here. */
  readonly path: string | undefined;
}

/** Everything that the bundle is told: pipelines/devices.ts reads these names, and a deployment sets the same. */
export function consumerEnvironment(place: ConsumerPlace): Record<string, string> {
  const { engines, name, compression, path } = place;
  const { s3 } = engines;
  return {
    ...(path === undefined ? {} : { PATH: path }),
    KAFKA_BOOTSTRAP_SERVERS: engines.bootstrapServers,
    KAFKA_TOPICS: name,
    KAFKA_GROUP_ID: name,
    S3_ENDPOINT: s3.endpoint,
    S3_BUCKET: name,
    S3_REGION: s3.region,
    S3_ACCESS_KEY_ID: s3.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    ...(s3.sessionToken === null ? {} : { S3_SESSION_TOKEN: s3.sessionToken }),
    S3_COMPRESSION: compression,
  };
}
