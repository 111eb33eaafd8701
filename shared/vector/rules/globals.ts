import { fieldName, group, holds, moot, only, read, refused, type Rules, to } from './rule.ts';

const direct = 'Kafka and S3 are spoken to directly';
const ownMetrics = 'a metric is there as long as what it counts';

/** The options beside the components, all of them. */
export const globalRules: Rules = {
  sources: read('`sources`'),
  transforms: read('`transforms`'),
  sinks: read('`sinks`'),
  tests: read('`sluice test`'),
  sluice: read(
    'options of ours that Vector has no word for, as in a TypeScript pipeline; Vector refuses a file with it',
  ),
  data_dir: to('dataDir', {
    change: 'needed for a disk buffer alone: positions are in Kafka',
    absent: 'it is /var/lib/vector, where a sink has a disk buffer',
  }),
  timezone: read('the time zone of programs and keys'),
  acknowledgements: group({
    enabled: read('`acknowledgements` of every sink that does not say it'),
  }),
  api: group({
    enabled: to('api.enabled', { absent: 'it is on' }),
    address: to('api.address', 'serves /metrics, /healthz and /readyz'),
    playground: moot('there is no GraphQL, and no page for it'),
    graphql: moot('there is no GraphQL'),
  }),
  log_schema: group({
    message_key: only(['message', '.message'], 'is message; rename it in a remap'),
    timestamp_key: to('timestampKey', 'of every source', fieldName),
    source_type_key: to('sourceTypeKey', 'of every source', fieldName),
    host_key: holds('a record of Kafka has no host'),
    metadata_key: only(['metadata', '.metadata'], 'is metadata; rename it in a remap'),
  }),
  healthchecks: group({
    enabled: moot('broker and bucket are looked for at the start, whatever it says'),
    require_healthy: holds('a bucket that is not there ends the start'),
  }),
  schema: group({
    enabled: only([false], 'there are no such schemas here; leave it out'),
    log_namespace: read('that of every source that does not say it'),
    validation: only([false], 'there are no such schemas here; leave it out'),
  }),
  wildcard_matching: only(['strict'], 'a name in inputs that matches nothing is a fault'),
  expire_metrics: moot(ownMetrics),
  expire_metrics_secs: moot(ownMetrics),
  expire_metrics_per_metric_set: moot(ownMetrics),
  metrics_storage_refresh_period: moot(ownMetrics),
  latency_ewma_alpha: moot(ownMetrics),
  buffer_utilization_ewma_alpha: moot(ownMetrics),
  telemetry: moot(ownMetrics),
  enrichment_tables: read('tables of `type: file`; any other is refused'),
  secret: read(
    'files that are read when the process starts, of `file` and `directory`: `${file:PATH}` for `SECRET[NAME.KEY]`',
  ),
  provider: refused('give the configuration as files'),
  proxy: group({
    enabled: only([false], `${direct}; leave proxy out`),
    http: refused(direct),
    https: refused(direct),
    no_proxy: moot(direct),
  }),
};
