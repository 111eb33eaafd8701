import { group, holds, moot, only, read, refused, type Rules, to } from './rule.ts';

const component: Rules = {
  type: read('`type`'),
  inputs: read('`inputs`; `*` stands for whatever it matches'),
  graph: group({ node_attributes: read('attributes of the node in `sluice graph`') }),
};

const logsOnly = 'is of metrics, which no Kafka record is here';

/** The options of a `remap`, all of them. */
export const remapRules: Rules = {
  ...component,
  source: read('`program`: VRL, compiled to JavaScript when the pipeline is built'),
  file: read('`program`, from a file; paths are from the folder of the configuration'),
  files: read('`program`, from several files, one after the other'),
  drop_on_error: read(
    'the event is rejected, and kept as a dead letter; Vector drops it. `false`: it goes on unchanged',
  ),
  drop_on_abort: read('the event is dropped, and counted. `false`: it goes on unchanged'),
  reroute_dropped: read('what is dropped goes to `name.dropped`, with the reason under `metadata`'),
  timezone: read(
    '`timezone`: the zone of times without one, in `parse_timestamp`, `parse_syslog` and the parsers of logs; left out it is that of the whole configuration',
  ),
  metric_tag_values: moot(logsOnly),
};

export const filterRules: Rules = {
  ...component,
  condition: read('`condition`: VRL, or `{ type: vrl, source }`'),
};

export const routeRules: Rules = {
  ...component,
  route: read('`routes`: each condition by the name of its output'),
  reroute_unmatched: read('`name._unmatched` is there unless it says false'),
};

export const exclusiveRouteRules: Rules = {
  ...component,
  routes: read('`routes`: an event goes to the first whose condition holds'),
};

const exclude = read('`exclude`: a condition in VRL');

/** Options of `sample`. */
export const sampleRules: Rules = {
  ...component,
  rate: to(
    'rate',
    'one of so many on average, chosen by a hash; Vector counts, which another run would count otherwise',
  ),
  ratio: to('ratio', 'chosen by a hash, as for rate'),
  rate_field: to('rateField'),
  ratio_field: to('ratioField'),
  key_field: to('keyField', 'the same values are kept as by Vector, whose hash it is'),
  group_by: holds('every group keeps the same share, as each event is chosen by itself'),
  max_groups: holds('groups are not remembered'),
  sample_rate_key: to('sampleRateKey', null, noneIfEmpty),
  exclude,
};

const anew =
  'what is remembered is of one epoch of one partition, and begins anew with the next (batch.timeout_secs): after a crash an epoch comes out the same';

/** Options of `dedupe`. */
export const dedupeRules: Rules = {
  ...component,
  fields: group({
    match: to('fields.match', anew),
    ignore: to('fields.ignore', `also what is below them; ${anew}`),
  }),
  cache: group({ num_events: to('cache.numEvents', 'for each open epoch') }),
  time_settings: group({
    max_age_ms: to('timeSettings.maxAgeMs', "of the records' times, not of the clock"),
    refresh_on_drop: to('timeSettings.refreshOnDrop'),
  }),
};

const perKey = 'metrics have no label with values of events';

/** Options of `throttle`. */
export const throttleRules: Rules = {
  ...component,
  threshold: to('threshold', anew),
  window_secs: to(
    'windowSecs',
    "windows of the records' times that begin at multiples of their length; Vector refills little by little, by the clock",
  ),
  key_field: to('keyField', null, withoutDots),
  exclude,
  internal_metrics: group({
    emit_detailed_metrics: moot(perKey),
    emit_events_discarded_per_key: moot(perKey),
    include_group_tag: moot(perKey),
  }),
};

const withIt =
  'the group ends with its epoch in any case, and its event is in the objects of that (batch.timeout_secs)';

/** Options of `reduce`. */
export const reduceRules: Rules = {
  ...component,
  group_by: to('groupBy', withIt),
  merge_strategies: to(
    'mergeStrategies',
    'as in Vector; flat_unique keeps the order in which values came',
  ),
  starts_when: read('`startsWhen`: a condition in VRL'),
  ends_when: read('`endsWhen`: a condition in VRL'),
  max_events: to('maxEvents'),
  max_groups: to('maxGroups', 'in each open epoch'),
  max_bytes: refused(
    'it counts what events take in the memory of Vector; say how many events a group may have (max_events), and in the table `sluice` how many bytes all open groups of an epoch may hold (transforms.NAME.maxOpenBytes)',
  ),
  expire_after_ms: to(
    'expireAfterMs',
    "by the records' times: a group ends before an event that comes so long after its last one",
  ),
  end_every_period_ms: to('endEveryPeriodMs', "by the records' times, from the first one on"),
  flush_period_ms: holds('groups are looked at with every event of theirs'),
};

function noneIfEmpty(value: unknown): { readonly value: unknown } {
  return { value: value === '' ? null : value };
}

/** Names in templates without the dot that Vector allows before them. */
function withoutDots(value: unknown): { readonly value: unknown } {
  if (typeof value !== 'string') return { value };
  return { value: value.replaceAll(/\{\{\s*\.?([^{}]*?)\s*\}\}/g, '{{ $1 }}') };
}

/** Options that any condition of VRL takes. */
export const conditionRules: Rules = {
  type: only(['vrl'], 'write the condition in VRL'),
  source: read('the condition'),
};
