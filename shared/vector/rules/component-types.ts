const state =
  'would have to remember events over the end of an epoch, which a retry could not repeat: in exact mode what is stored must not depend on it';
const database =
  'is not read: a database would have to be in the package, and is another one each week; look addresses up in the query';
const ownMetrics =
  'leave it out, with what feeds it: the metrics are at /metrics of api, for Prometheus (docs/operations.md)';

const gone = 'is of old versions of Vector; write a remap: ';

/** Component types of Vector that are not here: why, and the way around. */
export const refusedTypes: Readonly<
  Record<'sources' | 'transforms' | 'sinks' | 'enrichment_tables', Readonly<Record<string, string>>>
> = {
  sources: { internal_logs: 'leave it out: the log is on stdout, a JSON object a line' },
  transforms: {
    aggregate: 'is of metrics',
    aws_ec2_metadata: 'looks up what is not in the record; put it into the event where it is made',
    incremental_to_absolute: 'is of metrics',
    log_to_metric: 'no metrics are made of events; count them in the query',
    add_fields: `${gone}.name = value`,
    coercer: `${gone}.name = to_int!(.name) and the like`,
    concat: `${gone}.name = join!([.a, .b], " ")`,
    grok_parser: `${gone}. |= parse_grok!(.message, "…")`,
    json_parser: `${gone}. = merge!(., parse_json!(.message))`,
    key_value_parser: `${gone}. |= parse_key_value!(.message)`,
    logfmt_parser: `${gone}. |= parse_logfmt!(.message)`,
    regex_parser: `${gone}. |= parse_regex!(.message, r'…')`,
    remove_fields: `${gone}del(.name)`,
    rename_fields: `${gone}.new = del(.old)`,
    split: `${gone}.parts = split!(.message, " ")`,
    swimlanes: 'is called route now',
    tokenizer: `${gone}.parts = parse_tokens!(.message)`,
    lua: 'write it in VRL, or in TypeScript',
    metric_to_log: 'is of metrics',
    tag_cardinality_limit: 'is of metrics',
    trace_to_log: 'is of traces',
    window: `${state}. Select the events in the query`,
  },
  sinks: { prometheus_exporter: ownMetrics, prometheus_remote_write: ownMetrics },
  enrichment_tables: {
    geoip: database,
    memory: `${state}. Write a table as a file of CSV, or join in the query`,
    mmdb: database,
  },
};

/** Component types that are read, by where they stand. */
export const knownTypes = {
  sources: ['kafka'],
  transforms: [
    'remap',
    'filter',
    'route',
    'exclusive_route',
    'sample',
    'dedupe',
    'throttle',
    'reduce',
  ],
  sinks: ['aws_s3', 'console', 'blackhole', 'file'],
  enrichment_tables: ['file'],
} as const;
