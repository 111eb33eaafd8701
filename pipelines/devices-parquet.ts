/**
 * The events of `devices.ts` as Parquet files, of which a query reads the columns alone that it asks for. What differs
 * between deployments comes from the environment.
 */
import { definePipeline, del, remap } from 'sluice';

export default definePipeline({
  name: 'devices-parquet',
  sources: {
    kafka: {
      type: 'kafka',
      bootstrapServers: '${KAFKA_BOOTSTRAP_SERVERS:-localhost:9092}',
      topics: '${KAFKA_TOPICS:-devices}',
      groupId: '${KAFKA_GROUP_ID:-sluice-devices}',
      autoOffsetReset: '${KAFKA_AUTO_OFFSET_RESET:-earliest}',
      commitIntervalMs: '${KAFKA_COMMIT_INTERVAL_MS:-5000}',
      keyField: 'message_key',
    },
  },
  transforms: {
    event: remap({
      inputs: ['kafka'],
      program: (event) => {
        del(event, 'topic');
        del(event, 'partition');
        del(event, 'offset');
        del(event, 'headers');
        del(event, 'source_type');
        return event;
      },
    }),
  },
  sinks: {
    s3: {
      type: 'aws_s3',
      inputs: ['event'],
      bucket: '${S3_BUCKET:-lake}',
      endpoint: '${S3_ENDPOINT:-}',
      region: '${S3_REGION:-${AWS_REGION:-us-east-1}}',
      auth: {
        accessKeyId: '${S3_ACCESS_KEY_ID:-}',
        secretAccessKey: '${S3_SECRET_ACCESS_KEY:-}',
        sessionToken: '${S3_SESSION_TOKEN:-}',
      },
      keyPrefix: '${S3_KEY_PREFIX:-raw/dt=%Y-%m-%d/dth=%Y-%m-%d-%H/}',
      encoding: {
        codec: 'parquet',
        parquet: {
          schema: {
            event_id: 'bigint',
            device_name: 'string',
            measured_at: 'timestamp',
            one: 'int',
            two: 'int',
            three: 'int',
            sensor: 'struct<temperature:decimal(9,2),humidity:int,on:boolean>',
            tags: 'array<string>',
            // numbers of any size, as they were written
            exact: 'json',
            message_key: 'string',
            timestamp: 'timestamp',
          },
        },
      },
      batch: {
        maxBytes: '${BATCH_MAX_BYTES:-33554432}',
        timeoutSecs: '${BATCH_TIMEOUT_SECS:-60}',
      },
    },
  },
  buffer: { maxBytes: '${BUFFER_MAX_BYTES:-67108864}' },
  api: {
    enabled: '${API_ENABLED:-true}',
    address: '${API_ADDRESS:-0.0.0.0:8686}',
  },
  log: { level: '${LOG_LEVEL:-INFO}' },
});
