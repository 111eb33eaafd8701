import type {
  ChoiceOption,
  FlagOption,
  ListOption,
  NumberOption,
  RejectionOption,
} from './values.ts';

/** The registry is the source's. It is asked where the pipeline is checked and built, not where it runs. */
interface RegisteredColumnsOptions {
  /** Default: `TOPIC-value` of the source's topic. */
  readonly subject?: string;
  /** Its version; `latest` is that of the moment of the build, which tells its number. Default: `latest`. */
  readonly version?: NumberOption | 'latest';
  /** The schema's id in place of those. Required for Glue, the UUID of a version. */
  readonly id?: string;
  /** The message, for protobuf. Default: the schema's first. */
  readonly messageType?: string;
}

/** Files of columns, which a query reads only the columns of that it asks for. */
interface ParquetOptions {
  /** The columns, each with its type as DDL writes it: `{ device: 'string not null', at: 'timestamp', tags: 'list<string>' }`. Default: those of the messages, where sources decode protobuf; otherwise columns that hold the events of each object. */
  readonly schema?: Readonly<Record<string, string>>;
  /** A schema of the source's registry, whose columns they are. */
  readonly schemaRegistry?: RegisteredColumnsOptions;
  /** Columns beside those of the messages or of `schemaRegistry`, or in their place: for what transforms set. Default: none. */
  readonly addColumns?: Readonly<Record<string, string>>;
  /** `rest`: a value that its column cannot hold goes to the column `_rest`, and null into its own; `dead_letter`: the event is rejected. Needs a schema. Default: `rest`. */
  readonly onTypeConflict?: ChoiceOption<'rest' | 'dead_letter'>;
  /** `rest`: fields that the schema does not have go to the column `_rest`; `drop`: they are left out. Needs a schema. Default: `rest`. */
  readonly unknownFields?: ChoiceOption<'rest' | 'drop'>;
  /** Of the pages within a file. Default: `zstd`. */
  readonly compression?: ChoiceOption<'zstd' | 'snappy' | 'gzip' | 'none'>;
  /** Events that make a row group, in bytes of their JSON. Default: 33554432. */
  readonly rowGroupBytes?: NumberOption;
  /** Columns, and fields of structs, with a bloom filter in each row group: engines skip those that a value asked for is not in. Default: none. */
  readonly bloomFilterColumns?: string | readonly string[];
}

/** Files of rows, each with the schema of its own. */
interface AvroFileOptions {
  /** The columns, as those of `parquet`; their names have letters, digits and `_` alone. Default: columns that hold the events of each object. */
  readonly schema?: Readonly<Record<string, string>>;
  /** As that of `parquet`. */
  readonly schemaRegistry?: RegisteredColumnsOptions;
  /** As that of `parquet`. Default: `rest`. */
  readonly onTypeConflict?: ChoiceOption<'rest' | 'dead_letter'>;
  /** As that of `parquet`. Default: `rest`. */
  readonly unknownFields?: ChoiceOption<'rest' | 'drop'>;
  /** Of the blocks within a file. Default: `deflate`. */
  readonly compression?: ChoiceOption<'deflate' | 'snappy' | 'zstandard' | 'none'>;
}

/** Paths are from the folder of the pipeline file. What they name is compiled into the bundle. */
interface ProtobufFileOptions {
  /** A compiled descriptor set. This or `protoFiles` is required. */
  readonly descFile?: string;
  /** Files of the language itself, as a list or with commas between. */
  readonly protoFiles?: ListOption;
  /** Folders in which imports of `protoFiles` are looked for. Default: those of the files. */
  readonly importPaths?: ListOption;
  /** The message that an event becomes, `package.Message`. Required. */
  readonly messageType: string;
  /** Fields of events are called as JSON has them (`deviceName`). Default: false. */
  readonly useJsonNames?: FlagOption;
}

interface CsvFileOptions {
  /** The fields that are columns, in their order: names, or paths like `place.lat`. They or `schemaRegistry` are required. */
  readonly fields?: ListOption;
  /** As that of `parquet`: its columns are the fields. */
  readonly schemaRegistry?: RegisteredColumnsOptions;
  /** The character between columns. Default: `,`. */
  readonly delimiter?: string;
  /** The character around text that needs it, in which it stands twice. Default: `"`. */
  readonly quote?: string;
  /** Every object begins with a row of the names. Default: false. */
  readonly header?: FlagOption;
}

/** A sink that writes objects to a bucket of Amazon S3 or of anything that speaks its protocol. */
export interface S3Sink<InputName extends string = string, SinkName extends string = string> {
  readonly type: 'aws_s3';
  /** What it stores: names of sources and transforms; an output of a route is `route.output`. Required. */
  readonly inputs: readonly InputName[];
  /** Bucket name, without `s3://`. Required. */
  readonly bucket: string;
  /** Default: AWS_REGION, then AWS_DEFAULT_REGION, then `us-east-1` where an endpoint is given; otherwise required. */
  readonly region?: string;
  /** URL of a store that is not Amazon's, or of a VPC endpoint. Default: Amazon's for the region. */
  readonly endpoint?: string;
  /** Bucket in the path, not in the host name; stores that are not Amazon's mostly need it. Default: true. */
  readonly forcePathStyle?: FlagOption;
  /** Begins every key: literals, strftime (`%Y-%m-%d`), and `{{ field }}` of the event after a literal. Default: `date=%F/`. */
  readonly keyPrefix?: string;
  /** Where events go whose prefix is one too many for their epoch (`batch.maxPrefixes`): literals, and strftime on the time at which the epoch began. Default: `<literal folder of keyPrefix>_overflow/<sink>/`. */
  readonly overflowPrefix?: string;
  /** IANA time zone that strftime is rendered in. Default: `UTC`. */
  readonly timezone?: string;
  /** Field of the event whose time decides the prefix. Default: none, the record's time. */
  readonly timeField?: string;
  /** strftime that begins an object's name, with `delivery: 'dense'` only. Default: `%s`, seconds since 1970. */
  readonly filenameTimeFormat?: string;
  /** A random part after it, with `delivery: 'dense'` only; without one, objects would replace one another. Default: true, and nothing else is taken. */
  readonly filenameAppendUuid?: FlagOption;
  /** Ends every key, without the dot. Default: from codec and compression, like `ndjson.gz`. */
  readonly filenameExtension?: string;
  /** What an object holds. */
  readonly encoding?: {
    /** `ndjson`: one JSON object a line; `json`: one JSON array an object; `text`: the event's `message`, one a line; `csv`: a row; `parquet`: a file of columns; `avro`: an object container file; `protobuf`: messages, each with its length before it. Default: `ndjson`. */
    readonly codec?: ChoiceOption<
      'ndjson' | 'json' | 'text' | 'csv' | 'parquet' | 'avro' | 'protobuf'
    >;
    /** Fields that are written, names or paths like `place.lat`; prefixes are made of the whole event. Default: all. */
    readonly onlyFields?: ListOption;
    /** Fields that are not written. Default: none. */
    readonly exceptFields?: ListOption;
    /** How times are written. Default: `rfc3339`; the others are numbers since 1970. */
    readonly timestampFormat?: ChoiceOption<
      'rfc3339' | 'unix' | 'unix_ms' | 'unix_us' | 'unix_ns' | 'unix_float'
    >;
    /** How the codec `parquet` makes its files. */
    readonly parquet?: ParquetOptions;
    /** How the codec `avro` makes its files. */
    readonly avro?: AvroFileOptions;
    /** What the codec `csv` writes. Required there. */
    readonly csv?: CsvFileOptions;
    /** The message that the codec `protobuf` writes. Required there. */
    readonly protobuf?: ProtobufFileOptions;
  };
  /** The algorithm alone, or with its level. Default: `gzip`. */
  readonly compression?: ChoiceOption<CompressionAlgorithm> | CompressionOptions;
  /** When an object is finished: whatever comes first. */
  readonly batch?: BatchOptions;
  /** How a large object is stored while it grows. */
  readonly multipart?: {
    /** Stored bytes of one part; an object that reaches two is stored in parts. Default: 16777216. */
    readonly partBytes?: NumberOption;
  };
  /** Whether offsets wait until the objects are stored; false needs `delivery: 'dense'`. Default: true (Vector: false, and data is lost in a crash). */
  readonly acknowledgements?: FlagOption | { readonly enabled?: FlagOption };
  /** Takes a store without conditional writes; a slow consumer that has lost its partition may then replace a newer object. Default: false. */
  readonly allowOverwrite?: FlagOption;
  /** What becomes of an event whose key or line cannot be made. Default: `dead_letter`. */
  readonly onRejection?: RejectionOption<SinkName>;
  /** Default: the bucket's own, STANDARD. */
  readonly storageClass?: ChoiceOption<StorageClass>;
  /** Default: what the bucket says. */
  readonly serverSideEncryption?: ChoiceOption<'AES256' | 'aws:kms'>;
  /** Id, ARN or alias of the key; needs `serverSideEncryption: 'aws:kms'`. Default: the account's key for S3. */
  readonly ssekmsKeyId?: string;
  /** One data key a bucket instead of one an object: far fewer KMS requests; needs `aws:kms`. Default: what the bucket says. */
  readonly bucketKeyEnabled?: FlagOption;
  /** Default: none; buckets with owner enforcement take none. */
  readonly acl?: ChoiceOption<CannedAcl>;
  /** Up to ten tags on every object. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Account that must own the bucket, 12 digits; otherwise every request is refused. Default: not checked. */
  readonly expectedBucketOwner?: string;
  /** Default: from the codec. */
  readonly contentType?: string;
  /**
   * What is said to be around an object's content: `gzip` has browsers and some SDKs hand out unpacked bytes under a name in `.gz`.
   * Query engines go by the name alone. Default: none.
   */
  readonly contentEncoding?: string;
  /** Grantees with all rights on the objects: `id="…"`, `uri="…"` or `emailAddress="…"`, with commas between; not with `acl`. Default: none. */
  readonly grantFullControl?: string;
  /** Grantees that may read the objects. Default: none. */
  readonly grantRead?: string;
  /** Grantees that may read the ACLs of the objects. Default: none. */
  readonly grantReadAcp?: string;
  /** Grantees that may write the ACLs of the objects. Default: none. */
  readonly grantWriteAcp?: string;
  /** Credentials. Default: environment, profile, web identity, container or instance role, in the SDK's order. */
  readonly auth?: S3AuthOptions;
  readonly request?: {
    /** How long one try of a request may take, seconds. Default: 60. */
    readonly timeoutSecs?: NumberOption;
    /** Tries within the client; publishing goes on for as long as the fault can heal. Default: 4. */
    readonly maxAttempts?: NumberOption;
  };
}

type CompressionAlgorithm = 'none' | 'gzip' | 'zstd';

export interface CompressionOptions {
  /** Default: `gzip`. */
  readonly algorithm?: ChoiceOption<CompressionAlgorithm>;
  /** gzip 1 to 9, zstd 1 to 19. Default: 6 for gzip, 1 for zstd. */
  readonly level?: NumberOption;
}

export interface BatchOptions {
  /** Encoded bytes of one object before compression. Default: 10000000. */
  readonly maxBytes?: NumberOption;
  /** Events of one object. Default: no limit. */
  readonly maxEvents?: NumberOption;
  /** Age of the oldest event, seconds. Default: 300. */
  readonly timeoutSecs?: NumberOption;
  /** Prefixes of one epoch that get objects of their own; events of any further one go to `overflowPrefix`. Default: 256. */
  readonly maxPrefixes?: NumberOption;
}

/** Give one kind: static keys, a profile, a role, or a role by web identity. */
export interface S3AuthOptions {
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  /** Of temporary keys. */
  readonly sessionToken?: string;
  /** A profile of the shared AWS configuration files. */
  readonly profile?: string;
  /** ARN of a role to assume. */
  readonly assumeRole?: string;
  /** What the role's trust policy asks for. */
  readonly externalId?: string;
  /** Names our sessions in CloudTrail. Default: `sluice`. */
  readonly sessionName?: string;
  /** File with a token of the identity provider, given together with `assumeRole`. */
  readonly webIdentityTokenFile?: string;
}

type StorageClass =
  | 'STANDARD'
  | 'STANDARD_IA'
  | 'ONEZONE_IA'
  | 'INTELLIGENT_TIERING'
  | 'EXPRESS_ONEZONE'
  | 'REDUCED_REDUNDANCY'
  | 'GLACIER_IR'
  | 'GLACIER'
  | 'DEEP_ARCHIVE';

type CannedAcl =
  | 'private'
  | 'public-read'
  | 'public-read-write'
  | 'authenticated-read'
  | 'aws-exec-read'
  | 'bucket-owner-read'
  | 'bucket-owner-full-control'
  | 'log-delivery-write';
