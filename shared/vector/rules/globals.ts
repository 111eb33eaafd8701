import { fieldName, group, holds, only, read, refused, type Rules, to } from './rule.ts';

const ownMetrics = 'a metric is there as long as what it counts; leave it out';
const noTables =
  'an epoch has to give the same again, whatever a file says by then; join the table in the query';

/** The options beside the components, all of them. */
export const globalRules: Rules = {
  sources: read('`sources`'),
  transforms: read('`transforms`'),
  sinks: read('`sinks`'),
  tests: read('`sluice test`'),
  sluice: read(
    'options of ours that Vector has no word for, as in a TypeScript pipeline; Vector refuses a file with it',
  ),
  data_dir: to('dataDir', 'needed for a disk buffer alone: positions are in Kafka'),
  timezone: read('the time zone of programs and keys'),
  acknowledgements: group({
    enabled: read('`acknowledgements` of every sink that does not say it'),
  }),
  api: group({
    enabled: to('api.enabled', { absent: 'it is on' }),
    address: to('api.address', 'serves /metrics, /healthz and /readyz'),
    playground: refused('there is no GraphQL; leave it out'),
    graphql: refused('there is no GraphQL; leave it out'),
  }),
  log_schema: group({
    message_key: only(['message', '.message'], 'is message; rename it in a remap'),
    timestamp_key: to('timestampKey', 'of every source', fieldName),
    source_type_key: to('sourceTypeKey', 'of every source', fieldName),
    host_key: holds('a record of Kafka has no host'),
    metadata_key: only(['metadata', '.metadata'], 'is metadata; rename it in a remap'),
  }),
  healthchecks: group({
    enabled: only([true], 'broker and bucket are looked for at the start; leave it out'),
    require_healthy: holds('a bucket that is not there ends the start'),
  }),
  schema: group({
    enabled: only([false], 'leave it out'),
    log_namespace: only([false], 'events have their fields at the top; leave it out'),
    validation: only([false], 'leave it out'),
  }),
  wildcard_matching: only(['strict'], 'a name in inputs that matches nothing is a fault'),
  expire_metrics: refused(ownMetrics),
  expire_metrics_secs: refused(ownMetrics),
  expire_metrics_per_metric_set: refused(ownMetrics),
  metrics_storage_refresh_period: refused(ownMetrics),
  latency_ewma_alpha: refused(ownMetrics),
  buffer_utilization_ewma_alpha: refused(ownMetrics),
  telemetry: refused(ownMetrics),
  enrichment_tables: refused(noTables),
  secret: refused('give secrets as environment variables'),
  provider: refused('give the configuration as files'),
  proxy: refused('Kafka and S3 are spoken to directly'),
};
