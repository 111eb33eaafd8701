/**
 * Device events of a Kafka topic, as lines of JSON by day and hour, for Athena. What differs between deployments comes
 * from the environment; `sluice validate pipelines/devices.ts` shows what it comes to.
 */
import { definePipeline, del, encodeJson, remap } from 'sluice';

export default definePipeline({
  name: 'devices',
  delivery: '${DELIVERY:-exact}',
  sources: {
    kafka: {
      type: 'kafka',
      bootstrapServers: '${KAFKA_BOOTSTRAP_SERVERS:-localhost:9092}',
      topics: '${KAFKA_TOPICS:-devices}',
      groupId: '${KAFKA_GROUP_ID:-sluice-devices}',
      groupInstanceId: '${KAFKA_GROUP_INSTANCE_ID:-}',
      autoOffsetReset: '${KAFKA_AUTO_OFFSET_RESET:-earliest}',
      commitIntervalMs: '${KAFKA_COMMIT_INTERVAL_MS:-5000}',
      rackId: '${KAFKA_RACK_ID:-}',
      keyField: 'message_key',
      decoding: { codec: 'json' },
      tls: {
        enabled: '${KAFKA_TLS_ENABLED:-false}',
        caFile: '${KAFKA_TLS_CA_FILE:-}',
        crtFile: '${KAFKA_TLS_CRT_FILE:-}',
        keyFile: '${KAFKA_TLS_KEY_FILE:-}',
        keyPass: '${KAFKA_TLS_KEY_PASS:-}',
        verifyHostname: '${KAFKA_TLS_VERIFY_HOSTNAME:-true}',
      },
      // Without a mechanism there is no login.
      sasl: {
        mechanism: '${KAFKA_SASL_MECHANISM:-}',
        username: '${KAFKA_SASL_USERNAME:-}',
        password: '${KAFKA_SASL_PASSWORD:-}',
        region: '${KAFKA_SASL_REGION:-}',
      },
    },
  },
  transforms: {
    line: remap({
      inputs: ['kafka'],
      program: (event) => {
        del(event, 'topic');
        del(event, 'partition');
        del(event, 'offset');
        del(event, 'headers');
        del(event, 'source_type');
        return encodeJson(event);
      },
    }),
  },
  sinks: {
    s3: {
      type: 'aws_s3',
      inputs: ['line'],
      bucket: '${S3_BUCKET:-lake}',
      endpoint: '${S3_ENDPOINT:-}',
      region: '${S3_REGION:-${AWS_REGION:-us-east-1}}',
      forcePathStyle: '${S3_FORCE_PATH_STYLE:-true}',
      auth: {
        accessKeyId: '${S3_ACCESS_KEY_ID:-}',
        secretAccessKey: '${S3_SECRET_ACCESS_KEY:-}',
        sessionToken: '${S3_SESSION_TOKEN:-}',
      },
      keyPrefix: '${S3_KEY_PREFIX:-raw/dt=%Y-%m-%d/dth=%Y-%m-%d-%H/}',
      compression: '${S3_COMPRESSION:-none}',
      encoding: { codec: 'text' },
      batch: {
        maxBytes: '${BATCH_MAX_BYTES:-5242880}',
        timeoutSecs: '${BATCH_TIMEOUT_SECS:-60}',
      },
      acknowledgements: true,
      onRejection: { keyPrefix: '${S3_DEAD_LETTER_PREFIX:-}' },
    },
  },
  threads: '${VECTOR_THREADS:-1}',
  buffer: {
    type: '${BUFFER_TYPE:-memory}',
    maxBytes: '${BUFFER_MAX_BYTES:-67108864}',
    maxSize: '${BUFFER_MAX_SIZE:-}',
  },
  dataDir: '${DATA_DIR:-}',
  api: {
    enabled: '${API_ENABLED:-true}',
    address: '${API_ADDRESS:-0.0.0.0:8686}',
  },
  shutdown: { timeoutSecs: '${SHUTDOWN_TIMEOUT_SECS:-180}' },
  log: { level: '${LOG_LEVEL:-INFO}' },
});
