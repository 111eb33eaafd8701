import type { RejectionModel, KafkaSourceModel, SaslModel } from '../model.ts';
import { readOptions, type ReadContext, type Unsupported } from '../options/read-options.ts';
import { kafkaSourceOptions, type KafkaSourceShape } from './kafka-source-options.ts';
import type { Values } from '../options/option.ts';
import type { DecodingContext } from './decode-schema.ts';
import { readDecoding } from './decoding.ts';
import { tlsModel } from './tls.ts';
import { regionOf } from './values.ts';

type KafkaSourceValues = Values<KafkaSourceShape>;

const unsupported: Unsupported = {
  librdkafkaOptions:
    'is not taken, because librdkafka is not used; what it was needed for has options of its own here',
  drainTimeoutMs: 'is called rebalanceTimeoutMs here, and half of it is for publishing',
  framing: 'is not taken: a Kafka record is one message',
  acknowledgements: 'belongs to the sink: write it there',
  fetchWaitMaxMs: 'is called fetch.maxWaitMs here',
};

type Context = ReadContext & DecodingContext;

/** Reads and checks one kafka source. `rejection` completes its `onRejection`, which depends on the wiring. */
export function readKafkaSource(
  raw: unknown,
  path: string,
  context: Context,
  rejection: (values: KafkaSourceValues['onRejection']) => RejectionModel,
  nearestSink: string,
): KafkaSourceModel {
  const values = readOptions(kafkaSourceOptions, raw, path, context, {
    names: ['type'],
    unsupported,
  });
  const { faults } = context;
  const startAt = values.startAt ?? {
    at: values.autoOffsetReset === 'stop' ? 'earliest' : values.autoOffsetReset,
  };
  const tls = tlsModel(
    values.tls,
    values.tls.enabled ?? isWritten(raw, 'tls'),
    `${path}.tls`,
    context,
  );
  const sasl = saslModel(values.sasl, `${path}.sasl`, context);
  if (
    sasl?.mechanism === 'AWS_MSK_IAM' &&
    tls === null &&
    faults.settled(`${path}.tls.enabled`, `${path}.sasl.mechanism`)
  ) {
    faults.add(`${path}.tls`, 'is off, but AWS_MSK_IAM is for TLS listeners only; write tls: {}');
  }
  return {
    type: 'kafka',
    connection: {
      client: values.client,
      bootstrapServers: values.bootstrapServers,
      clientId: values.clientId,
      rackId: values.rackId ?? '',
      connectTimeoutMs: values.connectTimeoutMs,
      requestTimeoutMs: values.socketTimeoutMs,
      tls,
      sasl,
    },
    topics: values.topics,
    groupId: values.groupId,
    groupInstanceId: values.groupInstanceId,
    startAt,
    autoOffsetReset: values.autoOffsetReset,
    commitIntervalMs: values.commitIntervalMs,
    sessionTimeoutMs: values.sessionTimeoutMs,
    rebalanceTimeoutMs: values.rebalanceTimeoutMs,
    heartbeatIntervalMs: values.heartbeatIntervalMs,
    fetch: values.fetch,
    fields: {
      key: values.keyField,
      topic: values.topicKey,
      partition: values.partitionKey,
      offset: values.offsetKey,
      headers: values.headersKey,
      timestamp: values.timestampKey,
      sourceType: values.sourceTypeKey,
    },
    decoding: readDecoding(values.decoding, `${path}.decoding`, context),
    maxRecordBytes: values.maxRecordBytes,
    tombstones: values.tombstones,
    onRejection: rejection(values.onRejection),
    completeMarkers: completeMarkers(values, isWritten(raw, 'completeMarkers'), nearestSink),
  };
}

function completeMarkers(
  { completeMarkers: { enabled, graceSecs, key, sink } }: KafkaSourceValues,
  written: boolean,
  nearestSink: string,
): KafkaSourceModel['completeMarkers'] {
  return (enabled ?? written) ? { graceSecs, key, sink: sink ?? nearestSink } : null;
}

function isWritten(raw: unknown, name: string): boolean {
  if (typeof raw !== 'object' || raw === null || !Object.hasOwn(raw, name)) return false;
  return (raw as Readonly<Record<string, unknown>>)[name] !== undefined;
}

function saslModel(
  values: KafkaSourceValues['sasl'],
  path: string,
  context: ReadContext,
): SaslModel | null {
  const { faults, env } = context;
  if (!(values.enabled ?? values.mechanism !== null)) return null;
  const missing = (name: string, what: string): void => {
    if (faults.settled(`${path}.${name}`)) faults.add(`${path}.${name}`, `is missing; ${what}`);
  };
  if (values.mechanism === null) {
    missing('mechanism', "give 'PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512' or 'AWS_MSK_IAM'");
    return null;
  }
  if (values.mechanism === 'AWS_MSK_IAM') {
    const region = values.region ?? regionOf(env);
    if (region === null && context.missingVariables === 'fault') {
      missing('region', 'give it, or set AWS_REGION');
    }
    return { mechanism: values.mechanism, region: region ?? '' };
  }
  if (values.username === null) missing('username', `${values.mechanism} needs it`);
  if (values.password === null) missing('password', `${values.mechanism} needs it`);
  return {
    mechanism: values.mechanism,
    username: values.username ?? '',
    password: values.password ?? '',
  };
}
