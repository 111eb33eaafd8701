import { group, holds, only, read, refused, type Rule, type Rules, to } from './rule.ts';
import { template, wholeSeconds, zone } from './values.ts';

const component: Rules = {
  type: read('`type`'),
  inputs: read('`inputs`; `*` stands for whatever it matches'),
  acknowledgements: group({
    enabled: holds('offsets are committed when the events before them are shown or counted'),
  }),
  buffer: holds('nothing is buffered: events are shown as they come'),
  healthcheck: group({ enabled: holds('there is nothing to look for') }),
  graph: group({ node_attributes: read('attributes of the node in `sluice graph`') }),
};

const otherCodec = 'write the line in a remap, `. = …`, with encoding.codec: text';

const encoding: Rules = {
  codec: to('encoding.codec', null, codec),
  only_fields: to('encoding.onlyFields'),
  except_fields: to('encoding.exceptFields'),
  timestamp_format: to('encoding.timestampFormat'),
  avro: refused(otherCodec),
  cef: refused(otherCodec),
  csv: refused(otherCodec),
  gelf: refused(otherCodec),
  protobuf: refused(otherCodec),
  metric_tag_values: refused('is of metrics, which no Kafka record is here; leave it out'),
};

const framing: Rule = group({
  method: only(['newline_delimited'], 'an event is a line; leave it out'),
  character_delimited: refused('an event is a line; leave it out'),
  length_delimited: refused('an event is a line; leave it out'),
  max_frame_length: refused('an event is a line; leave it out'),
});

/** The options of a `console`. */
export const consoleRules: Rules = {
  ...component,
  target: to('target', { absent: 'it is stdout, where log lines of Sluice go, too' }),
  encoding: group({ ...encoding, json: group({ pretty: to('encoding.pretty') }) }),
  framing,
};

const confined =
  'events cannot leave the folder of the sink; give base_dir where path begins with none';
const truncated = 'name files by time, as in %F, or let logrotate do it; leave it out';
const lingers = 'many events are one write, and wait a second for it at most';

/** The options of a `file`. */
export const fileRules: Rules = {
  ...component,
  buffer: holds('nothing is buffered: offsets wait until events are on the disk'),
  acknowledgements: group({
    enabled: holds('offsets are committed when the events before them are on the disk'),
  }),
  path: to(
    'path',
    "a field's value cannot hold '.' or '..' as a name, also where that stays in the folder",
    template,
  ),
  base_dir: to('baseDir'),
  dangerously_allow_unconfined_template_resolution: only([false], confined),
  timezone: to(
    'timezone',
    { absent: 'it is UTC; Vector takes the local one, in a container mostly the same' },
    zone,
  ),
  compression: to('compression', 'each write is a member of its own, which can be read at once'),
  idle_timeout_secs: to('idleTimeoutSecs', null, wholeSeconds),
  encoding: group({
    ...encoding,
    json: group({ pretty: only([false], 'an event is one line; leave it out') }),
  }),
  framing,
  batch: group({
    max_bytes: holds(lingers),
    max_events: holds(lingers),
    timeout_secs: holds(lingers),
  }),
  internal_metrics: group({
    include_file_tag: only([false], 'names of files as labels have no bound; leave it out'),
  }),
  truncate: group({
    after_close_time_secs: refused(truncated),
    after_modified_time_secs: refused(truncated),
    after_secs: refused(truncated),
  }),
};

/** The options of a `blackhole`. */
export const blackholeRules: Rules = {
  ...component,
  print_interval_secs: to('printIntervalSecs', 'a line in the log'),
  rate: refused('nothing slows a pipeline down on purpose; leave it out'),
};

function codec(value: unknown): { readonly value: unknown } | { readonly fault: string } {
  if (value === 'raw_message') return { value: 'text' };
  if (value === 'json' || value === 'text' || typeof value !== 'string') return { value };
  if (value.includes('${')) return { value };
  return { fault: `got '${value}'; allowed: json, text, raw_message; ${otherCodec}` };
}
