import { avroWords } from './avro-words.ts';
import { csvWords } from './csv-words.ts';
import type { KafkaSourceShape } from '../components/kafka-source-options.ts';
import { completeMarkersWords } from './complete-markers-words.ts';
import { protobufWords } from './protobuf-words.ts';
import { schemaRegistryWords } from './schema-registry-words.ts';
import { rejectionWords } from './rejection-words.ts';
import type { Words, WordsOf } from './words.ts';

/** What is said of the options of a kafka source. */
export const kafkaSourceWords: WordsOf<KafkaSourceShape> = {
  bootstrapServers: {
    meaning: 'First brokers to ask.',
    vector: 'bootstrap_servers',
  },
  topics: {
    meaning:
      'Topics to read: names, and patterns that begin with `^`, matched against the whole name.',
    vector: 'topics',
  },
  groupId: {
    meaning: 'Consumer group whose offsets are used.',
    vector: 'group_id',
  },
  groupInstanceId: {
    meaning: 'Static membership: a name kept over restarts, so that a restart moves no partition.',
    vector: 'librdkafka_options: group.instance.id',
  },
  startAt: {
    meaning: 'Where a partition begins for which the group has no offset.',
    defaultText: 'as `autoOffsetReset`; earliest where that is `stop`',
  },
  autoOffsetReset: {
    meaning: 'What to do when the committed offset is no longer in the log.',
    vector: 'auto_offset_reset (largest, which skips what is there)',
  },
  commitIntervalMs: {
    meaning: 'Shortest time between two commits, milliseconds.',
    vector: 'commit_interval_ms',
  },
  sessionTimeoutMs: {
    meaning:
      'After how long without heartbeat the partitions go to others, milliseconds; at least three heartbeats.',
    vector: 'session_timeout_ms',
  },
  rebalanceTimeoutMs: {
    meaning:
      'How long the group waits for its members to rejoin, milliseconds; half of it is for publishing.',
    vector: 'drain_timeout_ms (half of the session)',
  },
  heartbeatIntervalMs: {
    meaning: 'Time between two heartbeats, milliseconds.',
    vector: 'librdkafka_options: heartbeat.interval.ms',
  },
  client: {
    meaning:
      'The library below the connections, `kafkajs` or `platformatic` (@platformatic/kafka); a group may mix them.',
  },
  clientId: {
    meaning: 'How the client names itself to the brokers.',
    vector: 'librdkafka_options: client.id (vector)',
  },
  rackId: {
    meaning: 'Id of our availability zone, to read from the replica in it.',
    vector: 'librdkafka_options: client.rack',
  },
  connectTimeoutMs: {
    meaning: 'How long a connection may take to open, milliseconds.',
    vector: 'librdkafka_options: socket.connection.setup.timeout.ms (30000)',
  },
  socketTimeoutMs: {
    meaning: 'How long the answer to a request may take, milliseconds.',
    vector: 'socket_timeout_ms',
  },
  fetch: {
    maxBytes: {
      meaning:
        'Most bytes of one answer over its partitions; one answer a broker is fetched ahead.',
      vector: 'librdkafka_options: fetch.max.bytes (52428800)',
    },
    maxPartitionBytes: {
      meaning: 'Most bytes of one partition in an answer; a larger batch comes whole all the same.',
      vector: 'librdkafka_options: max.partition.fetch.bytes',
    },
    minBytes: {
      meaning: 'The broker answers when it has so many bytes, or after `maxWaitMs`.',
      vector: 'librdkafka_options: fetch.min.bytes',
    },
    maxWaitMs: {
      meaning: 'Longest wait of the broker for `minBytes`, milliseconds.',
      vector: 'fetch_wait_max_ms',
    },
  },
  keyField: field("the record's key", 'key_field'),
  topicKey: field('the topic', 'topic_key'),
  partitionKey: field('the partition', 'partition_key'),
  offsetKey: field('the offset', 'offset_key'),
  headersKey: field('the headers', 'headers_key'),
  timestampKey: field("the record's time (RFC 3339, milliseconds)", 'log_schema: timestamp_key'),
  sourceTypeKey: field('the word `kafka`', 'log_schema: source_type_key'),
  decoding: {
    codec: {
      meaning:
        'How a value becomes an event: `json` is an object of fields; `bytes` is anything, as the field `message`, ' +
        'unchecked where only a sink of codec `text` reads it, otherwise text that has to be UTF-8; `string` is the same, ' +
        'always checked; `protobuf` (docs/protobuf.md) and `avro` are values of a schema, `csv` is a row, `messagepack` a ' +
        'map (docs/formats.md).',
      vector: 'decoding.codec (bytes)',
    },
    protobuf: protobufWords,
    avro: avroWords,
    csv: csvWords,
    schemaRegistry: schemaRegistryWords,
  },
  maxRecordBytes: {
    meaning: 'A longer value is rejected, bytes.',
  },
  tombstones: {
    meaning: 'A record with a null value: counted and left, or kept as a dead letter.',
  },
  onRejection: rejectionWords(
    'a record that cannot be read, decoded or transformed',
    'the first sink that the source reaches',
  ),
  completeMarkers: completeMarkersWords,
  tls: {
    enabled: {
      meaning: 'TLS to the brokers.',
      defaultText: 'true where `tls` is written',
      vector: 'tls.enabled (false)',
    },
    caFile: {
      meaning: 'Certificates to trust, a path or PEM text.',
      defaultText: 'those that Node trusts',
      vector: 'tls.ca_file',
    },
    crtFile: {
      meaning: 'Our certificate for mutual TLS, a path or PEM text; with `keyFile`.',
      vector: 'tls.crt_file',
    },
    keyFile: {
      meaning: 'The key of our certificate, a path or PEM text.',
      vector: 'tls.key_file',
    },
    keyPass: { meaning: 'Password of the key.', vector: 'tls.key_pass' },
    verifyCertificate: {
      meaning: "Whether the broker's certificate must be valid.",
      vector: 'tls.verify_certificate',
    },
    verifyHostname: {
      meaning: "Whether the certificate must be made out to the broker's host name.",
      vector: 'tls.verify_hostname',
    },
  },
  sasl: {
    enabled: {
      meaning: 'Log in to the brokers.',
      defaultText: 'true where `mechanism` is given',
      vector: 'sasl.enabled (false)',
    },
    mechanism: {
      meaning: '`PLAIN`, `SCRAM-SHA-256`, `SCRAM-SHA-512` or `AWS_MSK_IAM` (needs TLS).',
      vector: 'sasl.mechanism',
    },
    username: {
      meaning: 'Required for PLAIN and SCRAM.',
      vector: 'sasl.username',
    },
    password: {
      meaning: 'Required for PLAIN and SCRAM; give it as `${NAME}`.',
      vector: 'sasl.password',
    },
    region: {
      meaning: 'AWS region of the cluster, for AWS_MSK_IAM.',
      defaultText: '`AWS_REGION`, then `AWS_DEFAULT_REGION`',
    },
  },
};

function field(what: string, vector: string): Words {
  return { meaning: `Field for ${what}; null leaves it out.`, vector };
}
