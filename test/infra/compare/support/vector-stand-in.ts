/**
 * Stands in for Vector, of which there is no binary here: takes its arguments and its configuration, moves the topic to the
 * bucket as the naive program of the bench does, and stays until it is told to go. What it costs says nothing of Vector.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

/** What it takes of infra/compare/measure/vector-config.ts. */
interface VectorConfig {
  readonly sources: {
    readonly kafka: {
      readonly bootstrap_servers: string;
      readonly topics: readonly string[];
      readonly group_id: string;
    };
  };
  readonly sinks: {
    readonly s3: {
      readonly endpoint: string;
      readonly region: string;
      readonly bucket: string;
      readonly compression: string;
      readonly auth: { readonly access_key_id: string; readonly secret_access_key: string };
    };
  };
}

const { values } = parseArgs({
  options: { threads: { type: 'string' }, config: { type: 'string' } },
});
const config = JSON.parse(await readFile(values.config ?? '', 'utf8')) as VectorConfig;
const { kafka } = config.sources;
const { s3 } = config.sinks;
Object.assign(process.env, {
  KAFKA_BROKERS: kafka.bootstrap_servers,
  TOPIC: kafka.topics.join(','),
  GROUP: kafka.group_id,
  S3_ENDPOINT: s3.endpoint,
  AWS_REGION: s3.region,
  AWS_ACCESS_KEY_ID: s3.auth.access_key_id,
  AWS_SECRET_ACCESS_KEY: s3.auth.secret_access_key,
  BUCKET: s3.bucket,
  COMPRESSION: s3.compression,
  CHANGE: 'brief',
});
setInterval(() => undefined, 60_000);
await import('../../../bench/naive/main.ts');
