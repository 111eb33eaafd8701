import type { SchemaRegistryOptions } from './schema-registry.ts';
import type {
  ChoiceOption,
  FlagOption,
  ListOption,
  NumberOption,
  RejectionOption,
} from './values.ts';

/** A source that reads Kafka topics as a member of a consumer group. */
export interface KafkaSource<SinkName extends string = string> {
  readonly type: 'kafka';
  /** First brokers to ask, `host:port`, as a list or with commas between. Required. */
  readonly bootstrapServers: ListOption;
  /** Topic names, and patterns that begin with `^` (JavaScript, matched against the whole name). Text is split at commas; a pattern with a comma needs the list. Required. */
  readonly topics: ListOption;
  /** Consumer group whose offsets are used. Required. */
  readonly groupId: string;
  /** Static membership: a name that this process keeps over restarts, so that a restart moves no partition. Default: none. */
  readonly groupInstanceId?: string;
  /** Where a partition begins for which the group has no offset. Default: as `autoOffsetReset`, and the earliest where that is `stop`. */
  readonly startAt?: StartAtOption;
  /** What to do when the committed offset is no longer in the log. Default: `earliest` (Vector: `largest`, which skips what is there). */
  readonly autoOffsetReset?: ChoiceOption<'earliest' | 'latest' | 'stop'>;
  /** Shortest time between two commits, milliseconds. Default: 5000. */
  readonly commitIntervalMs?: NumberOption;
  /** After how long without heartbeat the group gives our partitions to others, milliseconds. Default: 10000. */
  readonly sessionTimeoutMs?: NumberOption;
  /** How long the group waits for its members to rejoin, milliseconds; half of it is for publishing. Default: 60000. */
  readonly rebalanceTimeoutMs?: NumberOption;
  /** Time between two heartbeats, milliseconds; at most a third of the session. Default: 3000. */
  readonly heartbeatIntervalMs?: NumberOption;
  /** The library below the connections; `platformatic` is @platformatic/kafka. A group may mix them. Default: `kafkajs`. */
  readonly client?: ChoiceOption<'kafkajs' | 'platformatic'>;
  /** How the client names itself to the brokers, for quotas and their logs. Default: `sluice`. */
  readonly clientId?: string;
  /** Id of our availability zone, to read from the replica in it. Default: none, reads go to the leader. */
  readonly rackId?: string;
  /** How long a connection may take to open, milliseconds. Default: 10000. */
  readonly connectTimeoutMs?: NumberOption;
  /** How long the answer to a request may take, milliseconds. Default: 60000. */
  readonly socketTimeoutMs?: NumberOption;
  /** How much one fetch takes, and how long it waits. */
  readonly fetch?: FetchOptions;
  /** Field for the record's key; null leaves it out. Default: `message_key`. */
  readonly keyField?: string | null;
  /** Field for the topic; null leaves it out. Default: `topic`. */
  readonly topicKey?: string | null;
  /** Field for the partition; null leaves it out. Default: `partition`. */
  readonly partitionKey?: string | null;
  /** Field for the offset; null leaves it out. Default: `offset`. */
  readonly offsetKey?: string | null;
  /** Field for the headers; null leaves it out. Default: `headers`. */
  readonly headersKey?: string | null;
  /** Field for the record's time, RFC 3339 with milliseconds; null leaves it out. Default: `timestamp`. */
  readonly timestampKey?: string | null;
  /** Field that holds the word `kafka`; null leaves it out. Default: `source_type`. */
  readonly sourceTypeKey?: string | null;
  /** How a value becomes an event. */
  readonly decoding?: {
    /** `json`: an object; `bytes`: anything, which becomes the field `message`; `string`: text, the same; `protobuf` and `avro`: a value of a schema; `csv`: one row; `messagepack`: a map. Default: `json`. */
    readonly codec?: ChoiceOption<
      'json' | 'bytes' | 'string' | 'protobuf' | 'avro' | 'csv' | 'messagepack'
    >;
    /** The schema of codec `protobuf`, and how its messages become JSON. Required there. */
    readonly protobuf?: ProtobufOptions;
    /** The schema of codec `avro`. Required there. */
    readonly avro?: AvroDecodingOptions;
    /** The columns of codec `csv`. Required there. */
    readonly csv?: CsvDecodingOptions;
    /** Values name their schema, which a registry has; `codec` says what they are. Default: none. */
    readonly schemaRegistry?: SchemaRegistryOptions;
  };
  /** A longer value is rejected, bytes. Default: 10485760. */
  readonly maxRecordBytes?: NumberOption;
  /** A record with a null value: `drop` counts it, `dead_letter` keeps it. Default: `drop`. */
  readonly tombstones?: ChoiceOption<'drop' | 'dead_letter'>;
  /** What becomes of a record that cannot be read, decoded or transformed. Default: `dead_letter`. */
  readonly onRejection?: RejectionOption<SinkName>;
  /** Stores an object for each hour of which everything is stored; true for the defaults. Default: false. */
  readonly completeMarkers?:
    | FlagOption
    | {
        /** Default: true where `completeMarkers` is written. */
        readonly enabled?: FlagOption;
        /** How much later than its own time a record may come to the broker and still count, seconds. Default: 600. */
        readonly graceSecs?: NumberOption;
        /** A further object for each hour under a key of your own, with strftime in UTC; for a source of one topic. Default: none. */
        readonly key?: string;
        /** The sink whose bucket and credentials markers use. Default: the first sink that the source reaches. */
        readonly sink?: SinkName;
      };
  /** TLS to the brokers. Default: off. */
  readonly tls?: TlsOptions;
  /** How we log in to the brokers. Default: not at all. */
  readonly sasl?: SaslOptions;
}

/** A word, an offset that holds for every partition, or the first record at or after a time. */
type StartAtOption =
  | ChoiceOption<'earliest' | 'latest'>
  | { readonly offset: NumberOption | bigint }
  /** RFC 3339, or milliseconds since 1970. */
  | { readonly timestamp: string | number };

/** Paths are from the folder of the pipeline file. What they name is compiled into the bundle. */
interface AvroDecodingOptions {
  /** The schema, as JSON text or as an object. This or `schemaFiles` is required. */
  readonly schema?: string | object;
  /** Files with the schema, and behind it with types that it uses by name. */
  readonly schemaFiles?: ListOption;
  /** A value stands behind a zero and the four bytes of a schema id, which is not looked up. Default: false. */
  readonly stripSchemaIdPrefix?: FlagOption;
  /** Values of `long` as exact numbers, or as text. Default: `number`. */
  readonly int64?: ChoiceOption<'number' | 'string'>;
}

interface CsvDecodingOptions {
  /** The names of the columns, in their order. Required. */
  readonly columns: ListOption;
  /** What columns hold that are no text. Default: all are text. */
  readonly types?: Readonly<Record<string, 'string' | 'number' | 'boolean'>>;
  /** The character between columns. Default: `,`. */
  readonly delimiter?: string;
  /** The character around a column, in which it stands twice. Default: `"`. */
  readonly quote?: string;
  /** Nothing between two delimiters is null; `""` is empty text. Default: true. */
  readonly emptyAsNull?: FlagOption;
}

/** Paths are from the folder of the pipeline file. What they name is compiled into the bundle. */
interface ProtobufOptions {
  /** A compiled descriptor set (`protoc --include_imports --descriptor_set_out=…`). This or `protoFiles` is required. */
  readonly descFile?: string;
  /** Files of the language itself, as a list or with commas between. */
  readonly protoFiles?: ListOption;
  /** Folders in which imports of `protoFiles` are looked for. Default: those of the files. */
  readonly importPaths?: ListOption;
  /** The message that a value is, `package.Message`. Required without a schema registry. */
  readonly messageType?: string;
  /** Names as JSON has them (`deviceName`), not as the schema does (`device_name`). Default: false. */
  readonly useJsonNames?: FlagOption;
  /** 64-bit integers as exact numbers, or as text. Default: `number`. */
  readonly int64?: ChoiceOption<'number' | 'string'>;
  /** Values of enums by name or number. Default: `name`. */
  readonly enums?: ChoiceOption<'name' | 'number'>;
  /** Fields without presence are written where they have their default, too. Default: false. */
  readonly emitDefaults?: FlagOption;
}

export interface FetchOptions {
  /** Most bytes of one answer over its partitions; one answer a broker is fetched ahead. Default: 8388608. */
  readonly maxBytes?: NumberOption;
  /** Most bytes of one partition in an answer. Default: 2097152. */
  readonly maxPartitionBytes?: NumberOption;
  /** The broker answers when it has so many bytes, or after `maxWaitMs`. Default: 1. */
  readonly minBytes?: NumberOption;
  /** Longest wait of the broker for `minBytes`, milliseconds. Default: 100. */
  readonly maxWaitMs?: NumberOption;
}

export interface TlsOptions {
  /** Default: true where `tls` is written (Vector: false). */
  readonly enabled?: FlagOption;
  /** Certificates to trust, a path or PEM text. Default: those that Node trusts. */
  readonly caFile?: string;
  /** Our certificate for mutual TLS, a path or PEM text. Default: none. */
  readonly crtFile?: string;
  /** The key of our certificate, a path or PEM text. Default: none. */
  readonly keyFile?: string;
  /** Password of the key. Default: none. */
  readonly keyPass?: string;
  /** Whether the broker's certificate must be valid. Default: true. */
  readonly verifyCertificate?: FlagOption;
  /** Whether the certificate must be made out to the broker's host name. Default: true. */
  readonly verifyHostname?: FlagOption;
}

export interface SaslOptions {
  /** Default: true where `mechanism` is given (Vector: false). */
  readonly enabled?: FlagOption;
  /** Required where enabled. */
  readonly mechanism?: ChoiceOption<SaslMechanism>;
  /** Required for PLAIN and SCRAM. */
  readonly username?: string;
  /** Required for PLAIN and SCRAM; give it as `${NAME}`. */
  readonly password?: string;
  /** AWS region of the cluster, for AWS_MSK_IAM. Default: AWS_REGION. */
  readonly region?: string;
}

type SaslMechanism = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'AWS_MSK_IAM';
