import { group, nullable, optional, required, type Group, type Option } from '../options/option.ts';
import type { KafkaClientName, SaslModel, StartPosition } from '../model.ts';
import { custom, flag, integer, oneOf, text, textList } from '../options/value.ts';
import { completeMarkersOptions, type CompleteMarkersShape } from './complete-markers.ts';
import { codecsOptions, type DecodingShape } from './decoding.ts';
import { schemaRegistryOptions } from './schema-registry-options.ts';
import { rejectionOptions, type RejectionShape } from './rejection.ts';
import { startAt } from './start-at.ts';
import { certificateOptions, type CertificatesShape } from './tls.ts';
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
  readonly decoding: Group<DecodingShape>;
  readonly maxRecordBytes: Option<number>;
  readonly tombstones: Option<'drop' | 'dead_letter'>;
  readonly onRejection: Group<RejectionShape>;
  readonly completeMarkers: Group<CompleteMarkersShape>;
  readonly tls: Group<{ readonly enabled: Option<boolean | null> } & CertificatesShape>;
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
  bootstrapServers: required(textList(hostAndPort, 'brokers'), ['localhost:9092']),
  topics: required(textList(topic, 'topics'), []),
  groupId: required(groupId, 'group'),
  groupInstanceId: nullable(text()),
  startAt: nullable(startAt),
  autoOffsetReset: optional(oneOf(['earliest', 'latest', 'stop']), 'earliest'),
  commitIntervalMs: optional(integer(100, hourMs), 5000),
  sessionTimeoutMs: optional(integer(1000, 30 * 60_000), 10_000),
  rebalanceTimeoutMs: optional(integer(1000, hourMs), 60_000),
  heartbeatIntervalMs: optional(integer(100, 10 * 60_000), 3000),
  client: optional(oneOf(['kafkajs', 'platformatic']), 'kafkajs'),
  clientId: optional(text(), 'sluice'),
  rackId: nullable(text()),
  connectTimeoutMs: optional(integer(100, 10 * 60_000), 10_000),
  socketTimeoutMs: optional(integer(1000, 10 * 60_000), 60_000),
  fetch: group({
    maxBytes: optional(integer(64 * kibi, 1024 * mebi), 8 * mebi),
    maxPartitionBytes: optional(integer(64 * kibi, 1024 * mebi), 2 * mebi),
    minBytes: optional(integer(1, 1024 * mebi), 1),
    maxWaitMs: optional(integer(1, 60_000), 100),
  }),
  keyField: field('message_key'),
  topicKey: field('topic'),
  partitionKey: field('partition'),
  offsetKey: field('offset'),
  headersKey: field('headers'),
  timestampKey: field('timestamp'),
  sourceTypeKey: field('source_type'),
  decoding: group({
    codec: optional(
      oneOf(['json', 'bytes', 'string', 'protobuf', 'avro', 'csv', 'messagepack']),
      'json',
    ),
    ...codecsOptions,
    schemaRegistry: schemaRegistryOptions,
  }),
  maxRecordBytes: optional(integer(kibi, 512 * mebi), 10 * mebi),
  tombstones: optional(oneOf(['drop', 'dead_letter']), 'drop'),
  onRejection: rejectionOptions,
  completeMarkers: completeMarkersOptions,
  tls: group({ enabled: nullable(flag()), ...certificateOptions }),
  sasl: group({
    enabled: nullable(flag()),
    mechanism: nullable(oneOf(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'AWS_MSK_IAM'])),
    username: nullable(text()),
    password: nullable(text()),
    region: nullable(region),
  }),
};

function field(name: string): Option<string | null> {
  return optional(fieldName, name);
}
