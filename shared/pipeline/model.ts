/**
 * The one validated form of a pipeline, whatever it was written in. Defaults are filled in, environment values are
 * resolved, wiring is checked: nothing behind this border looks at options again.
 */
import type { AvroCompression } from '../encode/avro/codecs.ts';
import type { CsvLayout } from '../encode/csv/csv-layout.ts';
import type { Column } from '../encode/columns/column-type.ts';
import type { ParquetCompression } from '../encode/parquet/codecs.ts';
import type { TransformModel } from '../transform/model.ts';
import type { MessageOptions } from '../decode/protobuf/compile/message-source.ts';
import type { MessagesModel } from './messages.ts';

export interface PipelineModel {
  /** Names the pipeline in metrics, logs and object metadata; `[a-z0-9][a-z0-9_-]*`. */
  readonly name: string;
  /**
   * `exact`: each record is in the lake exactly once, and an object is of one Kafka partition. `dense`: the partitions of
   * one consumer share objects, at least once.
   */
  readonly delivery: 'exact' | 'dense';
  /** 12 lower-case hexadecimal digits over all that decides what an epoch becomes; see `fingerprintOf`. */
  readonly fingerprint: string;
  readonly sources: ReadonlyMap<string, KafkaSourceModel>;
  readonly transforms: ReadonlyMap<string, TransformModel>;
  readonly sinks: ReadonlyMap<string, S3SinkModel>;
  /** Sinks that keep nothing. */
  readonly outlets: ReadonlyMap<string, OutletModel>;
  /** Workers of the process; 1: everything happens on the main thread. */
  readonly threads: number;
  readonly buffer: BufferModel;
  /** Where the disk buffer keeps its files: an absolute path; null: there is none. */
  readonly dataDir: string | null;
  readonly api: ApiModel;
  readonly shutdown: ShutdownModel;
  readonly watchdog: WatchdogModel;
  readonly log: LogModel;
}

interface BufferModel {
  /** What open objects are kept in: in memory alone, or in `dataDir`. */
  readonly type: 'memory' | 'disk';
  /** Bytes that fetched chunks and open objects of the whole process may hold together. */
  readonly maxBytes: number;
  /** Bytes that open objects may take in `dataDir`; null: there is no such buffer. */
  readonly maxSize: number | null;
}

interface ApiModel {
  readonly enabled: boolean;
  /** Host and port of /metrics, /healthz and /readyz; port 0 takes a free one. */
  readonly host: string;
  readonly port: number;
  /** Whether somebody on the machine may look at records as they come. */
  readonly tap: boolean;
}

interface ShutdownModel {
  /** How long a stop may take until what is left is reported and dropped (it is read again). */
  readonly timeoutSecs: number;
}

export interface WatchdogModel {
  /** Ends the process when nothing was stored or committed for so long although there was work; 0: never. */
  readonly stuckAfterSecs: number;
  /** Ends the process after so many rejoins by failure within ten minutes without one commit in between. */
  readonly maxRestarts: number;
}

interface LogModel {
  readonly level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
}

/** What happens to a record that cannot be processed. */
export interface RejectionModel {
  readonly action: 'dead_letter' | 'drop' | 'stop';
  /** Literal prefix with strftime (UTC, the record's time) for dead letters. */
  readonly keyPrefix: string;
  /** The sink whose bucket and credentials the dead letters go to. */
  readonly sink: string;
}

export interface KafkaSourceModel {
  readonly type: 'kafka';
  readonly connection: KafkaConnectionModel;
  /** Names, and patterns as `^…` (a JavaScript regular expression, matched against the whole name). */
  readonly topics: readonly string[];
  readonly groupId: string;
  /** Static membership (KIP-345). */
  readonly groupInstanceId: string | null;
  /** Where a partition without a committed offset begins; unset: `autoOffsetReset`. */
  readonly startAt: StartPosition;
  /** What to do where the committed offset no longer exists. */
  readonly autoOffsetReset: 'earliest' | 'latest' | 'stop';
  readonly commitIntervalMs: number;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly fetch: FetchModel;
  readonly fields: MetadataFields;
  readonly decoding: DecodingModel;
  /** Records whose value is longer than this are rejected as RECORD_TOO_LARGE. */
  readonly maxRecordBytes: number;
  readonly tombstones: 'drop' | 'dead_letter';
  readonly onRejection: RejectionModel;
  /** Null: no hour is marked. */
  readonly completeMarkers: CompleteMarkersModel | null;
}

/** Objects that say that all of an hour is stored. */
export interface CompleteMarkersModel {
  /** How much later than its own time a record may be appended. */
  readonly graceSecs: number;
  /** A key of the user's own for each hour, with strftime in UTC; null: none. */
  readonly key: string | null;
  /** The sink whose bucket and credentials markers use. */
  readonly sink: string;
}

export type StartPosition =
  | { readonly at: 'earliest' | 'latest' }
  | { readonly at: 'offset'; readonly offset: bigint }
  | { readonly at: 'timestamp'; readonly timestampMs: number };

interface FetchModel {
  /** Bytes of one answer, over all its partitions. */
  readonly maxBytes: number;
  readonly maxPartitionBytes: number;
  readonly minBytes: number;
  readonly maxWaitMs: number;
}

/** The libraries that connections can be made of. */
export type KafkaClientName = 'kafkajs' | 'platformatic';

export interface KafkaConnectionModel {
  readonly client: KafkaClientName;
  readonly bootstrapServers: readonly string[];
  readonly clientId: string;
  /** The availability zone's id, for reads from the nearest replica (KIP-392). */
  readonly rackId: string;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** Null: plain text. PEM contents, not paths: the loader reads the files. */
  readonly tls: TlsModel | null;
  readonly sasl: SaslModel | null;
}

export interface TlsModel {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly keyPass: string | null;
  readonly verifyCertificate: boolean;
  readonly verifyHostname: boolean;
}

export type SaslModel =
  | {
      readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
      readonly username: string;
      readonly password: string;
    }
  | { readonly mechanism: 'AWS_MSK_IAM'; readonly region: string };

/**
 * Under which field of the event each piece of metadata stands; null leaves it out. Metadata replaces a field of the
 * payload with the same name, as Vector's kafka source does.
 */
export interface MetadataFields {
  readonly key: string | null;
  readonly topic: string | null;
  readonly partition: string | null;
  readonly offset: string | null;
  readonly headers: string | null;
  readonly timestamp: string | null;
  readonly sourceType: string | null;
}

export type DecodingModel =
  | { readonly codec: 'json' | 'bytes' }
  | {
      readonly codec: 'protobuf' | 'avro' | 'csv' | 'messagepack' | 'string';
      readonly messages: MessagesModel;
    }
  | RegistryDecodingModel;

/** Each value names its schema, which a registry has. */
export interface RegistryDecodingModel {
  readonly codec: 'registry';
  /** What values are behind what names their schema. */
  readonly format: RegistryFormat;
  readonly registry: SchemaRegistryModel;
  /** How messages become JSON where the format is `protobuf`; the schema and the value say which message it is. */
  readonly mapping: Omit<MessageOptions, 'messageType'>;
}

export type RegistryFormat = 'json' | 'protobuf' | 'avro';

export type SchemaRegistryModel = SchemaLimits & (ConfluentRegistryModel | GlueRegistryModel);

/** What is the same whoever keeps the schemas. */
export interface SchemaLimits {
  readonly requestTimeoutMs: number;
  /** Schemas that are kept; the ones that came first go first. */
  readonly cacheCapacity: number;
  /** How long a registry that answers is asked for a schema that it does not have. */
  readonly unknownSchemaLimitSecs: number;
  /** How long after that it counts as given up without being asked for. */
  readonly missingIdCacheTtlSecs: number;
  /** Whether a value that its JSON Schema does not allow is rejected. */
  readonly validate: boolean;
}

/** Confluent's API, which Karapace, Apicurio and Redpanda have as well. */
export interface ConfluentRegistryModel {
  readonly type: 'confluent';
  /** Without a slash at the end; the next is asked where one does not answer. */
  readonly urls: readonly string[];
  /** `user:password`. */
  readonly basicAuthUserInfo: string | null;
  readonly bearerAuthToken: string | null;
  readonly tls: TlsModel | null;
  /** `dual`: in the header `__value_schema_id` where there is one, else in front of the value. */
  readonly schemaIdLocation: 'dual' | 'prefix';
}

export interface GlueRegistryModel {
  readonly type: 'glue';
  readonly region: string;
  /** Schemas of another one are refused; null: of any. */
  readonly registryName: string | null;
  /** Null: AWS's own. */
  readonly endpoint: string | null;
}

export interface S3SinkModel {
  readonly type: 'aws_s3';
  /** Names of sources, transforms, or `route.output`. */
  readonly inputs: readonly string[];
  readonly store: S3StoreModel;
  /** Template of literals, strftime and `{{ field }}`. */
  readonly keyPrefix: string;
  /** Where events go whose prefix is one too many for their epoch: literals and strftime on the epoch's beginning. */
  readonly overflowPrefix: string;
  /** IANA name; strftime is rendered in it. */
  readonly timezone: string;
  /** Field of the event whose time decides the prefix; null: the record's time. */
  readonly timeField: string | null;
  /** strftime in `timezone` on the time at which the object began: how its name begins where `delivery` is `dense`. */
  readonly filenameTimeFormat: string;
  /** Whether a random part follows it, again in `dense` only; `loadPipeline` gives nothing but true. */
  readonly filenameAppendUuid: boolean;
  /** Without the dot; null: from codec and compression. */
  readonly filenameExtension: string | null;
  readonly encoding: EncodingModel;
  /** The fields that are written; null: all of them. */
  readonly selectedFields: FieldSelection | null;
  /** How times are written; null: as RFC 3339. */
  readonly timestampFormat: TimestampFormat | null;
  readonly compression: { readonly codec: 'none' | 'gzip' | 'zstd'; readonly level: number };
  readonly batch: BatchModel;
  readonly multipart: {
    /** Of one part of an object that is stored while it grows. */
    readonly partBytes: number;
  };
  readonly acknowledgements: boolean;
  /** Whether a store without conditional writes is put up with, where `delivery` is `exact`. */
  readonly allowOverwrite: boolean;
  readonly onRejection: RejectionModel;
}

/** Shows events, counts them, or writes them into files; nothing waits for it but the offsets of what it has taken. */
export type OutletModel = ConsoleModel | BlackholeModel | FileModel;

export interface ConsoleModel {
  readonly type: 'console';
  readonly inputs: readonly string[];
  readonly target: 'stdout' | 'stderr';
  readonly codec: 'json' | 'text';
  /** JSON over several lines. */
  readonly pretty: boolean;
  /** The fields that are shown; null: all of them. */
  readonly selectedFields: FieldSelection | null;
  /** How times are shown; null: as RFC 3339. */
  readonly timestampFormat: TimestampFormat | null;
}

/** Since 1970: whole seconds, milliseconds, microseconds, nanoseconds; or seconds with a fraction. */
export type TimestampFormat = 'unix' | 'unix_ms' | 'unix_us' | 'unix_ns' | 'unix_float';

export interface BlackholeModel {
  readonly type: 'blackhole';
  readonly inputs: readonly string[];
  /** 0: the log says nothing. */
  readonly printIntervalSecs: number;
}

export interface FileModel {
  readonly type: 'file';
  readonly inputs: readonly string[];
  /** Template of literals, strftime and `{{ field }}`. */
  readonly path: string;
  /** The folder that no event can have a path outside of; null: events have no part in the path. */
  readonly root: string | null;
  /** Stands before both; empty but for a tool that tries a pipeline. */
  readonly into: string;
  /** IANA name; strftime is rendered in it. */
  readonly timezone: string;
  /** Field of the event whose time decides the path; null: the record's time. */
  readonly timeField: string | null;
  readonly codec: 'json' | 'text';
  /** The fields that are written; null: all of them. */
  readonly selectedFields: FieldSelection | null;
  /** How times are written; null: as RFC 3339. */
  readonly timestampFormat: TimestampFormat | null;
  readonly compression: S3SinkModel['compression'];
  /** After so long without events a file is closed. */
  readonly idleTimeoutSecs: number;
}

/** Fields of events, as names or paths like `place.lat`. */
export interface FieldSelection {
  /** Null: all but those left out. */
  readonly only: readonly string[] | null;
  readonly except: readonly string[];
}

export type EncodingModel =
  | { readonly codec: 'ndjson' | 'json' | 'text' }
  | CsvModel
  | ProtobufEncodingModel
  | ParquetModel
  | AvroModel;

/** Objects are messages, each with its length before it. */
export interface ProtobufEncodingModel {
  readonly codec: 'protobuf';
  readonly messages: MessagesModel;
}

/** Objects are rows. */
export interface CsvModel extends CsvLayout {
  readonly codec: 'csv';
}

/** Objects are files of rows of a schema. */
export interface AvroModel extends Pick<
  ParquetModel,
  'columns' | 'onTypeConflict' | 'unknownFields'
> {
  readonly codec: 'avro';
  /** Of the blocks within a file. */
  readonly compression: AvroCompression;
}

/** Objects are files of columns. */
export interface ParquetModel {
  readonly codec: 'parquet';
  /** Null: they follow from the events of each object. */
  readonly columns: readonly Column[] | null;
  /** What becomes of a value that its column cannot hold. */
  readonly onTypeConflict: 'rest' | 'dead_letter';
  /** What becomes of fields that the columns do not have. */
  readonly unknownFields: 'rest' | 'drop';
  /** Of the pages within a file. */
  readonly compression: ParquetCompression;
  /** Lines of JSON that make a row group. */
  readonly rowGroupBytes: number;
  /** Paths of columns, and of fields of structs. */
  readonly bloomFilterColumns: readonly string[];
}

interface BatchModel {
  /** Encoded bytes before compression of one object. */
  readonly maxBytes: number;
  /** Null: no limit by count. */
  readonly maxEvents: number | null;
  /** Age of the oldest event. */
  readonly timeoutSecs: number;
  /** Rendered prefixes of one epoch that get objects of their own. */
  readonly maxPrefixes: number;
}

/** Where and how objects are written: all that the S3 client needs to know. */
export interface S3StoreModel {
  readonly bucket: string;
  readonly region: string;
  readonly endpoint: string | null;
  readonly forcePathStyle: boolean;
  readonly storageClass: string | null;
  readonly serverSideEncryption: 'AES256' | 'aws:kms' | null;
  readonly ssekmsKeyId: string | null;
  readonly bucketKeyEnabled: boolean | null;
  readonly acl: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly expectedBucketOwner: string | null;
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  readonly grantFullControl: string | null;
  readonly grantRead: string | null;
  readonly grantReadAcp: string | null;
  readonly grantWriteAcp: string | null;
  readonly auth: S3AuthModel;
  readonly request: {
    readonly timeoutMs: number;
    /** Tries of one request within the client; the publisher goes on after that for as long as it can heal. */
    readonly maxAttempts: number;
  };
}

export type S3AuthModel =
  | { readonly type: 'default' }
  | {
      readonly type: 'static';
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken: string | null;
    }
  | { readonly type: 'profile'; readonly profile: string }
  | {
      readonly type: 'assumeRole';
      readonly roleArn: string;
      readonly externalId: string | null;
      readonly sessionName: string;
    }
  | {
      readonly type: 'webIdentity';
      readonly roleArn: string;
      readonly tokenFile: string;
      readonly sessionName: string;
    };
