import { definePipeline, del, remap } from 'sluice';

export default definePipeline({
  name: 'my-pipeline',
  sources: {
    kafka: {
      type: 'kafka',
      bootstrapServers: '${KAFKA_BOOTSTRAP_SERVERS:-localhost:9092}',
      topics: '${KAFKA_TOPICS:-my-pipeline}',
      groupId: '${KAFKA_GROUP_ID:-my-pipeline}',
    },
  },
  transforms: {
    tidy: remap({
      inputs: ['kafka'],
      // A pure function of the event: no clock, no random numbers, nothing asynchronous.
      program: (event) => {
        del(event, 'topic');
        del(event, 'partition');
        del(event, 'offset');
        del(event, 'headers');
        del(event, 'source_type');
      },
    }),
  },
  sinks: {
    lake: {
      type: 'aws_s3',
      inputs: ['tidy'],
      bucket: '${S3_BUCKET:-my-bucket}',
      region: '${AWS_REGION:-us-east-1}',
      endpoint: '${S3_ENDPOINT:-}',
      keyPrefix: 'raw/dt=%Y-%m-%d/',
      batch: { maxBytes: 10_000_000, timeoutSecs: 300 },
    },
  },
});
