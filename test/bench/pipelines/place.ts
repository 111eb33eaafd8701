import type { KafkaSource, S3Sink } from 'sluice';

// Where the bench's pipelines read and write: as pipelines/devices.ts does, by the same variables.

type Source = Omit<KafkaSource<'s3'>, 'decoding'>;
type Sink = Omit<S3Sink<'line' | 'kafka', 's3'>, 'inputs'>;

export const kafka: Source = {
  type: 'kafka',
  bootstrapServers: '${KAFKA_BOOTSTRAP_SERVERS:-localhost:9092}',
  topics: '${KAFKA_TOPICS:-devices}',
  groupId: '${KAFKA_GROUP_ID:-sluice-bench}',
  keyField: 'message_key',
};

export const lake: Sink = {
  type: 'aws_s3',
  bucket: '${S3_BUCKET:-lake}',
  endpoint: '${S3_ENDPOINT:-}',
  region: '${S3_REGION:-us-east-1}',
  forcePathStyle: true,
  auth: { accessKeyId: '${S3_ACCESS_KEY_ID:-}', secretAccessKey: '${S3_SECRET_ACCESS_KEY:-}' },
  keyPrefix: 'raw/dt=%Y-%m-%d/dth=%Y-%m-%d-%H/',
  compression: '${S3_COMPRESSION:-none}',
  encoding: { codec: 'text' },
  batch: { maxBytes: 5_242_880, timeoutSecs: 60 },
};

export const api: { readonly enabled: true; readonly address: string } = {
  enabled: true,
  address: '${API_ADDRESS:-127.0.0.1:0}',
};
