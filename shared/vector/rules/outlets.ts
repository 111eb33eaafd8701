import { group, holds, only, read, refused, type Rules, to } from './rule.ts';

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

/** The options of a `console`. */
export const consoleRules: Rules = {
  ...component,
  target: to('target', { absent: 'it is stdout, where log lines of Sluice go, too' }),
  encoding: group({
    codec: to('encoding.codec', null, codec),
    only_fields: to('encoding.onlyFields'),
    except_fields: to('encoding.exceptFields'),
    json: group({ pretty: to('encoding.pretty') }),
    timestamp_format: to('encoding.timestampFormat'),
    avro: refused(otherCodec),
    cef: refused(otherCodec),
    csv: refused(otherCodec),
    gelf: refused(otherCodec),
    protobuf: refused(otherCodec),
    metric_tag_values: refused('is of metrics, which no Kafka record is here; leave it out'),
  }),
  framing: group({
    method: only(['newline_delimited'], 'an event is a line; leave it out'),
    character_delimited: refused('an event is a line; leave it out'),
    length_delimited: refused('an event is a line; leave it out'),
    max_frame_length: refused('an event is a line; leave it out'),
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
