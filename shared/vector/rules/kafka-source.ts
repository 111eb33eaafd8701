import { librdkafkaRules } from './librdkafka.ts';
import { offsetWords } from './offset-words.ts';
import { fieldName, group, holds, only, read, refused, type Rules, to, words } from './rule.ts';
import { kafkaTlsRules } from './tls.ts';

const otherCodec = 'decode it in a remap from decoding.codec: bytes';
const oneFrame = 'a value of a record is one event; split it in a remap';

/** The options of a `kafka` source, all of them. */
export const kafkaSourceRules: Rules = {
  type: read('`type`'),
  bootstrap_servers: to('bootstrapServers'),
  topics: to('topics', null, topicPatterns),
  group_id: to('groupId', 'a group has members of one kind: stop Vector before Sluice joins it'),
  auto_offset_reset: to(
    'autoOffsetReset',
    { absent: 'it is earliest: Vector begins at the end and skips what is there' },
    words(offsetWords),
  ),
  commit_interval_ms: to(
    'commitIntervalMs',
    'offsets of what is stored, where Vector commits what it has taken',
  ),
  session_timeout_ms: to('sessionTimeoutMs'),
  socket_timeout_ms: to('socketTimeoutMs'),
  fetch_wait_max_ms: to('fetch.maxWaitMs'),
  drain_timeout_ms: to(
    'rebalanceTimeoutMs',
    'twice the value: half of it is for publishing what is open',
    (value) =>
      typeof value === 'number'
        ? { value: value * 2 }
        : {
            fault:
              'takes a number here, because it is doubled; write sluice.sources.NAME.rebalanceTimeoutMs for a variable',
          },
  ),
  key_field: to('keyField', null, fieldName),
  topic_key: to('topicKey', null, fieldName),
  partition_key: to('partitionKey', null, fieldName),
  offset_key: to('offsetKey', null, fieldName),
  headers_key: to('headersKey', null, fieldName),
  metrics: group({ topic_lag_metric: holds('the lag of every partition is a metric, always') }),
  log_namespace: read(
    '`keyField`, `topicKey` and the like: none. The event is what was decoded (json, protobuf, avro) and nothing else; `%kafka` and `%vector` are nowhere, so a program that looks for them is a fault: leave this out for it, and read `.topic` for `%kafka.topic`',
  ),
  acknowledgements: group({ enabled: holds('has no effect in Vector either; the sink decides') }),
  decoding: group({
    codec: to('decoding.codec', { absent: 'it is bytes, as in Vector' }, (value) => {
      if (typeof value !== 'string' || value.includes('${')) return { value };
      if (['bytes', 'json', 'protobuf', 'avro'].includes(value)) return { value };
      return { fault: `'${value}' is not decoded here; ${otherCodec}` };
    }),
    protobuf: group({
      desc_file: to(
        'decoding.protobuf.descFile',
        'compiled into the bundle; nothing has to be mounted',
      ),
      message_type: to('decoding.protobuf.messageType'),
      use_json_names: to('decoding.protobuf.useJsonNames'),
    }),
    avro: group({
      schema: to('decoding.avro.schema'),
      strip_schema_id_prefix: to('decoding.avro.stripSchemaIdPrefix'),
    }),
    json: group({
      lossy: only([true], 'what is not UTF-8 becomes U+FFFD, as by Vector; leave it out'),
    }),
    gelf: refused(otherCodec),
    influxdb: refused(otherCodec),
    native_json: refused(otherCodec),
    syslog: refused(otherCodec),
    vrl: refused('write the program as a remap behind the source'),
  }),
  framing: group({
    method: only(['bytes'], oneFrame),
    character_delimited: refused(oneFrame),
    chunked_gelf: refused(oneFrame),
    length_delimited: refused(oneFrame),
    max_frame_length: refused(oneFrame),
    newline_delimited: refused(oneFrame),
    octet_counting: refused(oneFrame),
  }),
  sasl: group({
    enabled: to('sasl.enabled'),
    mechanism: to('sasl.mechanism', 'AWS_MSK_IAM is possible, too'),
    username: to('sasl.username'),
    password: to('sasl.password'),
  }),
  tls: group(kafkaTlsRules),
  librdkafka_options: group(librdkafkaRules),
  proxy: refused('Kafka is not spoken through a proxy; leave it out'),
  graph: group({ node_attributes: read('attributes of the node in `sluice graph`') }),
};

/** librdkafka looks for a pattern anywhere from the beginning on; ours has to match the whole name. */
function topicPatterns(value: unknown): { readonly value: unknown } {
  if (!Array.isArray(value)) return { value };
  return {
    value: value.map((topic: unknown) => (typeof topic === 'string' ? whole(topic) : topic)),
  };
}

function whole(topic: string): string {
  if (!topic.startsWith('^') || topic.includes('${')) return topic;
  const pattern = topic.slice(1).replace('$$', '$');
  const ends = !pattern.includes('|') && /(?:\$|\.\*|\.\+)$/.test(pattern);
  return `^${ends ? pattern : `(?:${pattern}).*`}`;
}
