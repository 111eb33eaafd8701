import { group, nullable, optional, required, type Group, type Option } from '../options/option.ts';
import type { KafkaClientName, SaslModel, StartPosition } from '../model.ts';
import { custom, flag, integer, oneOf, text, textList } from '../options/value.ts';
import { completeMarkersOptions, type CompleteMarkersShape } from './complete-markers.ts';
import { rejectionOptions, type RejectionShape } from './rejection.ts';
import { startAt } from './start-at.ts';
import { hostAndPort, region, topic } from './values.ts';

const kibi = 1024;
const mebi = 1024 * kibi;
const hourMs = 3_600_000;
/** What is left of S3's 1,024 bytes beside pipeline, topic, partition and offset: the group is part of records' keys. */
const maxGroupBytes = 640;
const groupId = custom(`not empty, at most ${maxGroupBytes} bytes percent-encoded`, (raw) => {
  if (typeof raw !== 'string' || raw === '' || !raw.isWellFormed()) return null;
  const bytes = encodeURIComponent(raw).length;
  return bytes <= maxGroupBytes ? { value: raw } : { why: `it takes ${bytes}` };
});
const fieldName = custom<string | null>('a field name, or null to leave it out', (raw) =>
  raw === null || (typeof raw === 'string' && raw !== '') ? { value: raw } : null,
);

/** The types of a kafka source's options. */
export type KafkaSourceShape = {
  readonly bootstrapServers: Option<readonly string[]>;
  readonly topics: Option<readonly string[]>;
  readonly groupId: Option<string>;
  readonly groupInstanceId: Option<string | null>;
  readonly startAt: Option<StartPosition | null>;
  readonly autoOffsetReset: Option<'earliest' | 'latest' | 'stop'>;
  readonly commitIntervalMs: Option<number>;
  readonly sessionTimeoutMs: Option<number>;
  readonly rebalanceTimeoutMs: Option<number>;
  readonly heartbeatIntervalMs: Option<number>;
  readonly client: Option<KafkaClientName>;
  readonly clientId: Option<string>;
  readonly rackId: Option<string | null>;
  readonly connectTimeoutMs: Option<number>;
  readonly socketTimeoutMs: Option<number>;
  readonly fetch: Group<{
    readonly maxBytes: Option<number>;
    readonly maxPartitionBytes: Option<number>;
    readonly minBytes: Option<number>;
    readonly maxWaitMs: Option<number>;
  }>;
  readonly keyField: Option<string | null>;
  readonly topicKey: Option<string | null>;
  readonly partitionKey: Option<string | null>;
  readonly offsetKey: Option<string | null>;
  readonly headersKey: Option<string | null>;
  readonly timestampKey: Option<string | null>;
  readonly sourceTypeKey: Option<string | null>;
  readonly decoding: Group<{ readonly codec: Option<'json'> }>;
  readonly maxRecordBytes: Option<number>;
  readonly tombstones: Option<'drop' | 'dead_letter'>;
  readonly onRejection: Group<RejectionShape>;
  readonly completeMarkers: Group<CompleteMarkersShape>;
  readonly tls: Group<{
    readonly enabled: Option<boolean | null>;
    readonly caFile: Option<string | null>;
    readonly crtFile: Option<string | null>;
    readonly keyFile: Option<string | null>;
    readonly keyPass: Option<string | null>;
    readonly verifyCertificate: Option<boolean>;
    readonly verifyHostname: Option<boolean>;
  }>;
  readonly sasl: Group<{
    readonly enabled: Option<boolean | null>;
    readonly mechanism: Option<SaslModel['mechanism'] | null>;
    readonly username: Option<string | null>;
    readonly password: Option<string | null>;
    readonly region: Option<string | null>;
  }>;
};

/** The options of a kafka source, in the order in which they are told. */
export const kafkaSourceOptions: KafkaSourceShape = {
  bootstrapServers: required(textList(hostAndPort, 'brokers'), ['localhost:9092'], {
    meaning: 'First brokers to ask.',
    vector: 'bootstrap_servers',
  }),
  topics: required(textList(topic, 'topics'), [], {
    meaning:
      'Topics to read: names, and patterns that begin with `^`, matched against the whole name.',
    vector: 'topics',
  }),
  groupId: required(groupId, 'group', {
    meaning: 'Consumer group whose offsets are used.',
    vector: 'group_id',
  }),
  groupInstanceId: nullable(text(), {
    meaning: 'Static membership: a name kept over restarts, so that a restart moves no partition.',
    vector: 'librdkafka_options: group.instance.id',
  }),
  startAt: nullable(startAt, {
    meaning: 'Where a partition begins for which the group has no offset.',
    defaultText: 'as `autoOffsetReset`; earliest where that is `stop`',
  }),
  autoOffsetReset: optional(oneOf(['earliest', 'latest', 'stop']), 'earliest', {
    meaning: 'What to do when the committed offset is no longer in the log.',
    vector: 'auto_offset_reset (largest, which skips what is there)',
  }),
  commitIntervalMs: optional(integer(100, hourMs), 5000, {
    meaning: 'Shortest time between two commits, milliseconds.',
    vector: 'commit_interval_ms',
  }),
  sessionTimeoutMs: optional(integer(1000, 30 * 60_000), 10_000, {
    meaning:
      'After how long without heartbeat the partitions go to others, milliseconds; at least three heartbeats.',
    vector: 'session_timeout_ms',
  }),
  rebalanceTimeoutMs: optional(integer(1000, hourMs), 60_000, {
    meaning:
      'How long the group waits for its members to rejoin, milliseconds; half of it is for publishing.',
    vector: 'drain_timeout_ms (half of the session)',
  }),
  heartbeatIntervalMs: optional(integer(100, 10 * 60_000), 3000, {
    meaning: 'Time between two heartbeats, milliseconds.',
    vector: 'librdkafka_options: heartbeat.interval.ms',
  }),
  client: optional(oneOf(['kafkajs', 'platformatic']), 'kafkajs', {
    meaning:
      'The library below the connections, `kafkajs` or `platformatic` (@platformatic/kafka); a group may mix them.',
  }),
  clientId: optional(text(), 'sluice', {
    meaning: 'How the client names itself to the brokers.',
    vector: 'librdkafka_options: client.id (vector)',
  }),
  rackId: nullable(text(), {
    meaning: 'Id of our availability zone, to read from the replica in it.',
    vector: 'librdkafka_options: client.rack',
  }),
  connectTimeoutMs: optional(integer(100, 10 * 60_000), 10_000, {
    meaning: 'How long a connection may take to open, milliseconds.',
    vector: 'librdkafka_options: socket.connection.setup.timeout.ms (30000)',
  }),
  socketTimeoutMs: optional(integer(1000, 10 * 60_000), 60_000, {
    meaning: 'How long the answer to a request may take, milliseconds.',
    vector: 'socket_timeout_ms',
  }),
  fetch: group({
    maxBytes: optional(integer(64 * kibi, 1024 * mebi), 8 * mebi, {
      meaning:
        'Most bytes of one answer over its partitions; one answer a broker is fetched ahead.',
      vector: 'librdkafka_options: fetch.max.bytes (52428800)',
    }),
    maxPartitionBytes: optional(integer(64 * kibi, 1024 * mebi), 2 * mebi, {
      meaning: 'Most bytes of one partition in an answer; a larger batch comes whole all the same.',
      vector: 'librdkafka_options: max.partition.fetch.bytes',
    }),
    minBytes: optional(integer(1, 1024 * mebi), 1, {
      meaning: 'The broker answers when it has so many bytes, or after `maxWaitMs`.',
      vector: 'librdkafka_options: fetch.min.bytes',
    }),
    maxWaitMs: optional(integer(1, 60_000), 100, {
      meaning: 'Longest wait of the broker for `minBytes`, milliseconds.',
      vector: 'fetch_wait_max_ms',
    }),
  }),
  keyField: field('message_key', "the record's key", 'key_field'),
  topicKey: field('topic', 'the topic', 'topic_key'),
  partitionKey: field('partition', 'the partition', 'partition_key'),
  offsetKey: field('offset', 'the offset', 'offset_key'),
  headersKey: field('headers', 'the headers', 'headers_key'),
  timestampKey: field(
    'timestamp',
    "the record's time (RFC 3339, milliseconds)",
    'log_schema: timestamp_key',
  ),
  sourceTypeKey: field('source_type', 'the word `kafka`', 'log_schema: source_type_key'),
  decoding: group({
    codec: optional(oneOf(['json']), 'json', {
      meaning: 'How a value becomes an event.',
      vector: 'decoding.codec (bytes)',
    }),
  }),
  maxRecordBytes: optional(integer(kibi, 512 * mebi), 10 * mebi, {
    meaning: 'A longer value is rejected, bytes.',
  }),
  tombstones: optional(oneOf(['drop', 'dead_letter']), 'drop', {
    meaning: 'A record with a null value: counted and left, or kept as a dead letter.',
  }),
  onRejection: rejectionOptions(
    'a record that cannot be read, decoded or transformed',
    'the first sink that the source reaches',
  ),
  completeMarkers: completeMarkersOptions,
  tls: group({
    enabled: nullable(flag(), {
      meaning: 'TLS to the brokers.',
      defaultText: 'true where `tls` is written',
      vector: 'tls.enabled (false)',
    }),
    caFile: nullable(text('a path or PEM text'), {
      meaning: 'Certificates to trust, a path or PEM text.',
      defaultText: 'those that Node trusts',
      vector: 'tls.ca_file',
    }),
    crtFile: nullable(text('a path or PEM text'), {
      meaning: 'Our certificate for mutual TLS, a path or PEM text; with `keyFile`.',
      vector: 'tls.crt_file',
    }),
    keyFile: nullable(text('a path or PEM text'), {
      meaning: 'The key of our certificate, a path or PEM text.',
      vector: 'tls.key_file',
    }),
    keyPass: nullable(text(), { meaning: 'Password of the key.', vector: 'tls.key_pass' }),
    verifyCertificate: optional(flag(), true, {
      meaning: "Whether the broker's certificate must be valid.",
      vector: 'tls.verify_certificate',
    }),
    verifyHostname: optional(flag(), true, {
      meaning: "Whether the certificate must be made out to the broker's host name.",
      vector: 'tls.verify_hostname',
    }),
  }),
  sasl: group({
    enabled: nullable(flag(), {
      meaning: 'Log in to the brokers.',
      defaultText: 'true where `mechanism` is given',
      vector: 'sasl.enabled (false)',
    }),
    mechanism: nullable(oneOf(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'AWS_MSK_IAM']), {
      meaning: '`PLAIN`, `SCRAM-SHA-256`, `SCRAM-SHA-512` or `AWS_MSK_IAM` (needs TLS).',
      vector: 'sasl.mechanism',
    }),
    username: nullable(text(), {
      meaning: 'Required for PLAIN and SCRAM.',
      vector: 'sasl.username',
    }),
    password: nullable(text(), {
      meaning: 'Required for PLAIN and SCRAM; give it as `${NAME}`.',
      vector: 'sasl.password',
    }),
    region: nullable(region, {
      meaning: 'AWS region of the cluster, for AWS_MSK_IAM.',
      defaultText: '`AWS_REGION`, then `AWS_DEFAULT_REGION`',
    }),
  }),
};

function field(name: string, what: string, vector: string): Option<string | null> {
  return optional(fieldName, name, { meaning: `Field for ${what}; null leaves it out.`, vector });
}
