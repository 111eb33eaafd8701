/**
 * Everything that can go wrong with the world around a pipeline, as a closed set. A bad record is not in it: that is
 * a value (`Rejection` in record.ts), not an exception. A code without a remedy does not compile.
 */
export type ErrorCode =
  | 'CONFIG_INVALID'
  | 'PIPELINE_UNREADABLE'
  | 'INPUT_UNREADABLE'
  | 'KAFKA_UNREACHABLE'
  | 'KAFKA_AUTH_FAILED'
  | 'KAFKA_ACCESS_DENIED'
  | 'KAFKA_TOPIC_UNKNOWN'
  | 'KAFKA_PROTOCOL'
  | 'KAFKA_UNSUPPORTED'
  | 'GROUP_INCONSISTENT'
  | 'GROUP_BUSY'
  | 'BATCH_CORRUPT'
  | 'OFFSET_OUT_OF_RANGE'
  | 'LOG_TRUNCATED'
  | 'LEDGER_FOREIGN'
  | 'LEDGER_UNREADABLE'
  | 'LEDGER_TOO_LARGE'
  | 'EPOCH_CONFLICT'
  | 'EPOCH_COMPACTED'
  | 'EPOCH_LOST'
  | 'RESET_UNFINISHED'
  | 'RECORD_REJECTED'
  | 'STORE_BUCKET_MISSING'
  | 'STORE_ACCESS_DENIED'
  | 'STORE_CREDENTIALS'
  | 'STORE_UNAVAILABLE'
  | 'STORE_REJECTED'
  | 'STORE_UPLOAD_GONE'
  | 'REGISTRY_UNAVAILABLE'
  | 'REGISTRY_ACCESS_DENIED'
  | 'REGISTRY_ANSWER'
  | 'SCHEMA_UNKNOWN'
  | 'DISK_FULL'
  | 'FILE_UNAVAILABLE'
  | 'FILE_UNWRITABLE'
  | 'DATA_DIR_TAKEN'
  | 'DATA_DIR_UNUSABLE'
  | 'DATA_DIR_DAMAGED'
  | 'ENGINES_UNAVAILABLE'
  | 'EVENT_INVALID'
  | 'DEADLINE'
  | 'INVOCATION_FAILED'
  | 'STUCK'
  | 'RESTARTING_ENDLESSLY'
  | 'SHUTDOWN_INCOMPLETE'
  | 'THREAD_DIED'
  | 'INTERNAL';

interface ErrorKind {
  /** What the person who reads the message should do. */
  readonly remedy: string;
  /** Whether trying again can help; what can't heal ends the process. */
  readonly retryable: boolean;
  /** Exit status of the process when it ends with this error. */
  readonly exitCode: number;
}

const kinds: Readonly<Record<ErrorCode, ErrorKind>> = {
  CONFIG_INVALID: {
    remedy: 'Correct the options named above; nothing was started.',
    retryable: false,
    exitCode: 78,
  },
  PIPELINE_UNREADABLE: {
    remedy: 'Name a file that exists and whose default export is definePipeline({ … }).',
    retryable: false,
    exitCode: 66,
  },
  INPUT_UNREADABLE: {
    remedy: 'Check that the input exists and can be read.',
    retryable: false,
    exitCode: 66,
  },
  KAFKA_UNREACHABLE: {
    remedy:
      'Check bootstrapServers, the network path, security groups, and whether the listener expects TLS.',
    retryable: true,
    exitCode: 69,
  },
  KAFKA_AUTH_FAILED: {
    remedy: 'Check sasl.mechanism, the credentials, and that the listener expects this mechanism.',
    retryable: false,
    exitCode: 77,
  },
  KAFKA_ACCESS_DENIED: {
    remedy: 'Grant Read and Describe on the topics and Read on the group to this principal.',
    retryable: false,
    exitCode: 77,
  },
  KAFKA_TOPIC_UNKNOWN: {
    remedy: 'Create the topic, or correct topics in the source.',
    retryable: false,
    exitCode: 66,
  },
  KAFKA_PROTOCOL: {
    remedy:
      'The broker answered with an error that has no better name here; look it up by its Kafka code.',
    retryable: true,
    exitCode: 70,
  },
  KAFKA_UNSUPPORTED: {
    remedy:
      'Upgrade the broker (2.3 or newer), or have the producer write the record format of Kafka 0.11 or newer.',
    retryable: false,
    exitCode: 70,
  },
  GROUP_INCONSISTENT: {
    remedy:
      'Another client uses this group id with another protocol: stop it, or choose another groupId.',
    retryable: false,
    exitCode: 78,
  },
  GROUP_BUSY: {
    remedy:
      'Stop every consumer of the group (one that was killed counts until its session has expired), then run the command again.',
    retryable: false,
    exitCode: 75,
  },
  BATCH_CORRUPT: {
    remedy:
      'The record batch on the broker is damaged; restore the partition, or skip it: sluice reset PIPELINE --topic T --partition P --to OFFSET --execute.',
    retryable: true,
    exitCode: 74,
  },
  OFFSET_OUT_OF_RANGE: {
    remedy:
      "Records were deleted before they were read. Choose autoOffsetReset 'earliest' or 'latest', or go on at what is left: sluice reset PIPELINE --to earliest --execute.",
    retryable: false,
    exitCode: 65,
  },
  LOG_TRUNCATED: {
    remedy:
      'Records that were taken are gone from the broker, or the topic was made anew. Go on at where the log begins now: sluice reset PIPELINE --to earliest shows what that does; the objects of a topic that was deleted stay, so choose another key prefix where keys could meet.',
    retryable: false,
    exitCode: 65,
  },
  LEDGER_FOREIGN: {
    remedy:
      'Start the other pipeline once more so that it finishes its epoch, or choose another groupId for this one.',
    retryable: false,
    exitCode: 78,
  },
  LEDGER_UNREADABLE: {
    remedy:
      'Run the version of Sluice that wrote it until it has stopped in order, or give up what it had begun: sluice reset PIPELINE --to OFFSET shows what that does.',
    retryable: false,
    exitCode: 78,
  },
  LEDGER_TOO_LARGE: {
    remedy:
      "Raise the broker's offset.metadata.max.bytes to its default of 4096, or choose a shorter key prefix or delivery 'dense'.",
    retryable: false,
    exitCode: 78,
  },
  EPOCH_CONFLICT: {
    remedy:
      'Something else writes under the keys of this pipeline, or the group was moved without its objects: then sluice reset PIPELINE --to OFFSET --delete-objects shows what it takes to begin there anew. Otherwise choose another key prefix, or move the objects named above away.',
    retryable: false,
    exitCode: 65,
  },
  EPOCH_COMPACTED: {
    remedy:
      'Start the consumer again: its ledger now says under which keys the rest of the epoch goes.',
    retryable: false,
    exitCode: 75,
  },
  EPOCH_LOST: {
    remedy:
      'An epoch was begun and its records are deleted from the broker before it was finished. sluice reset PIPELINE --to earliest shows which of its objects are there, and goes on with what is left.',
    retryable: false,
    exitCode: 65,
  },
  RESET_UNFINISHED: {
    remedy:
      'Run the same sluice reset again with --execute: it goes on where it was interrupted, and consumers can start after it.',
    retryable: false,
    exitCode: 75,
  },
  RECORD_REJECTED: {
    remedy:
      "The source or sink says onRejection: 'stop'. Mend the record or the pipeline, or choose 'dead_letter' or 'drop'.",
    retryable: false,
    exitCode: 65,
  },
  STORE_BUCKET_MISSING: {
    remedy: 'Create the bucket, or correct bucket, region and endpoint in the sink.',
    retryable: false,
    exitCode: 66,
  },
  STORE_ACCESS_DENIED: {
    remedy:
      'Grant these credentials s3:PutObject on the prefix, and what the message names (kms:GenerateDataKey and kms:Decrypt where SSE-KMS is used).',
    retryable: false,
    exitCode: 77,
  },
  STORE_CREDENTIALS: {
    remedy:
      'Give credentials by environment, profile, role or auth in the sink; check that they are right and not expired.',
    retryable: true,
    exitCode: 77,
  },
  STORE_UNAVAILABLE: {
    remedy:
      'If it lasts, check endpoint, region and the network path; nothing is committed until it stores.',
    retryable: true,
    exitCode: 69,
  },
  STORE_REJECTED: {
    remedy:
      'The store refuses the request as it is: check storageClass, ACL, encryption, tags and key names in the sink.',
    retryable: false,
    exitCode: 65,
  },
  STORE_UPLOAD_GONE: {
    remedy:
      'Parts of an object that was growing were thrown away from outside; after the next start it is made again from Kafka, and nothing is lost. Let the lifecycle rule AbortIncompleteMultipartUpload wait longer than the longest batch.timeoutSecs, a day at least.',
    retryable: false,
    exitCode: 75,
  },
  REGISTRY_UNAVAILABLE: {
    remedy:
      'Check schemaRegistry.url, the network path, and whether the registry runs. Partitions whose next records need a schema wait for it, and nothing of them is lost.',
    retryable: true,
    exitCode: 69,
  },
  REGISTRY_ACCESS_DENIED: {
    remedy:
      'Check the credentials of schemaRegistry, and that they may read schemas (Confluent: read access to the subjects; Glue: glue:GetSchemaVersion).',
    retryable: false,
    exitCode: 77,
  },
  REGISTRY_ANSWER: {
    remedy:
      'Something else answers at schemaRegistry.url, or a registry that Sluice does not know: ask it for /schemas/types.',
    retryable: true,
    exitCode: 76,
  },
  SCHEMA_UNKNOWN: {
    remedy:
      'Register the schema under its id again, or let schemaRegistry.unknownSchemaLimitSecs pass: then its records become dead letters, unless an epoch is done again that had the schema.',
    retryable: true,
    exitCode: 65,
  },
  DISK_FULL: {
    remedy:
      'Free space on the device, or give another output folder or dataDir (for a disk buffer also a smaller buffer.maxSize); nothing was marked as stored.',
    retryable: true,
    exitCode: 74,
  },
  FILE_UNAVAILABLE: {
    remedy:
      'The file system does not answer, or too many files are open (ulimit -n); nothing is committed until the file is written.',
    retryable: true,
    exitCode: 74,
  },
  FILE_UNWRITABLE: {
    remedy:
      'Let this user write in the folder of the sink, on a file system that is not read-only; nothing that is not in the file was committed.',
    retryable: false,
    exitCode: 73,
  },
  DATA_DIR_TAKEN: {
    remedy:
      'Give each process of each pipeline a dataDir of its own. If the pipeline named above is gone, delete what it left there: nothing is lost by that, its records are still in Kafka.',
    retryable: false,
    exitCode: 73,
  },
  DATA_DIR_UNUSABLE: {
    remedy: 'Let this user read and write dataDir, on a file system that is not read-only.',
    retryable: false,
    exitCode: 73,
  },
  DATA_DIR_DAMAGED: {
    remedy:
      'The device of dataDir gives back other bytes than were written: replace it. Nothing of the damaged file was stored; its records are read from Kafka again after the next start.',
    retryable: false,
    exitCode: 74,
  },
  ENGINES_UNAVAILABLE: {
    remedy:
      'Do what the lines above say, or point KAFKA_BROKERS and S3_ENDPOINT at servers that run already.',
    retryable: false,
    exitCode: 69,
  },
  EVENT_INVALID: {
    remedy:
      'Let an event source mapping of Amazon MSK or self-managed Kafka invoke the function, for a topic that the pipeline reads.',
    retryable: false,
    exitCode: 65,
  },
  DEADLINE: {
    remedy:
      'Raise the timeout of the function, give it more memory (and with it CPU), or lower BatchSize of the mapping. What is missing comes again.',
    retryable: true,
    exitCode: 75,
  },
  INVOCATION_FAILED: {
    remedy: 'See the causes. The batch comes again, and replaces what was stored of it.',
    retryable: true,
    exitCode: 75,
  },
  STUCK: {
    remedy:
      'No progress for too long although there is work; the process ends so that it is started anew. See the log before this.',
    retryable: false,
    exitCode: 75,
  },
  RESTARTING_ENDLESSLY: {
    remedy: 'The consumer fails again and again right after it has joined; see the causes above.',
    retryable: false,
    exitCode: 75,
  },
  SHUTDOWN_INCOMPLETE: {
    remedy:
      'What was left is read again after the next start. Raise shutdown.timeoutSecs, and the grace period around it.',
    retryable: false,
    exitCode: 75,
  },
  THREAD_DIED: {
    remedy:
      'Something was thrown where nobody waits for it (see the cause), or the heap was full: then use fewer threads, or raise --max-old-space-size in NODE_OPTIONS.',
    retryable: false,
    exitCode: 70,
  },
  INTERNAL: {
    remedy: 'This is a defect of Sluice; report it with the stack trace.',
    retryable: false,
    exitCode: 70,
  },
};

/** The one error class. Decide by `code`, never by class name: bundles are minified. */
export class SluiceError extends Error {
  readonly code: ErrorCode;

  /** @param message what was got, where, and what is allowed; never a payload or a secret. */
  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'SluiceError';
    this.code = code;
  }

  get remedy(): string {
    return kinds[this.code].remedy;
  }

  get retryable(): boolean {
    return kinds[this.code].retryable;
  }

  get exitCode(): number {
    return kinds[this.code].exitCode;
  }
}

/** Turns whatever was thrown into a SluiceError, once and at one place; what has no code is INTERNAL, with its cause. */
export function toSluiceError(thrown: unknown): SluiceError {
  if (thrown instanceof SluiceError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new SluiceError('INTERNAL', message, { cause: thrown });
}

/** The message with its code, its chain of causes and its remedy, as a person should read it at the end of a log. */
export function describeError(error: SluiceError): string {
  const lines = [`${error.code}: ${error.message}`];
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    lines.push(`  because: ${cause.message}`);
  }
  lines.push(`  to do: ${error.remedy}`);
  return lines.join('\n');
}
