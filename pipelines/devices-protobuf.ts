/**
 * Device events as pipelines/devices.ts has them, from a topic whose values are messages of devices.proto. The schema is
 * compiled into the bundle; nothing has to be mounted beside it.
 */
import { definePipeline, del, encodeJson, remap } from 'sluice';

export default definePipeline({
  name: 'devices-protobuf',
  sources: {
    kafka: {
      type: 'kafka',
      bootstrapServers: '${KAFKA_BOOTSTRAP_SERVERS:-localhost:9092}',
      topics: '${KAFKA_TOPICS:-devices}',
      groupId: '${KAFKA_GROUP_ID:-sluice-devices}',
      keyField: 'message_key',
      decoding: {
        codec: 'protobuf',
        protobuf: {
          descFile: './devices.desc',
          messageType: 'lake.v1.DeviceEvent',
          // a counter that is 0 is a counter, and Athena shall not read NULL
          emitDefaults: true,
        },
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
      batch: { maxBytes: 5_242_880, timeoutSecs: 60 },
    },
  },
  threads: '${VECTOR_THREADS:-1}',
  api: {
    enabled: '${API_ENABLED:-true}',
    address: '${API_ADDRESS:-0.0.0.0:8686}',
  },
});
