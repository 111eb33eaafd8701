const state =
  'would have to remember events over the end of an epoch, which a retry could not repeat: in exact mode what is stored must not depend on it';

/** Component types of Vector that are not here: why, and the way around. */
export const refusedTypes: Readonly<
  Record<'sources' | 'transforms' | 'sinks', Readonly<Record<string, string>>>
> = {
  sources: {},
  transforms: {
    aggregate: 'is of metrics',
    aws_ec2_metadata: 'looks up what is not in the record; put it into the event where it is made',
    dedupe: `${state}. Compact the topic, or take distinct rows in the query`,
    incremental_to_absolute: 'is of metrics',
    log_to_metric: 'no metrics are made of events; count them in the query',
    lua: 'write it in VRL, or in TypeScript',
    metric_to_log: 'is of metrics',
    reduce: `${state}. Group the events in the query`,
    sample:
      'counts events as they come, which a retry would count otherwise. Take a filter on the offset: mod(int!(.offset), 10) == 0 keeps one of ten',
    tag_cardinality_limit: 'is of metrics',
    throttle: `${state}. For one of N take a filter on the offset; what does not fit waits in Kafka`,
    trace_to_log: 'is of traces',
    window: `${state}. Select the events in the query`,
  },
  sinks: {
    blackhole: 'take it out, and drop what should not be stored by a filter: it is counted',
    console: "take it out; 'sluice run PIPELINE --input FILE --output DIR' shows what comes out",
    file: "objects go to S3; 'sluice run PIPELINE --input FILE --output DIR' writes them into a folder",
  },
};

/** Component types that are read, by where they stand. */
export const knownTypes = {
  sources: ['kafka'],
  transforms: ['remap', 'filter', 'route', 'exclusive_route'],
  sinks: ['aws_s3'],
} as const;
