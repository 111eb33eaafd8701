import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readArguments, usageError, wholeNumber } from '../../functions/cli/arguments.ts';

const formats = ['ndjson', 'parquet'] as const;
const decodes = ['json', 'protobuf'] as const;
const compressions = ['none', 'gzip', 'zstd'] as const;

export interface DemoOptions {
  readonly events: number;
  readonly partitions: number;
  readonly compression: (typeof compressions)[number];
  /** Of the objects. */
  readonly format: (typeof formats)[number];
  /** What the values of the topic are. */
  readonly decode: (typeof decodes)[number];
  /** The pipeline file in the place of the one that format and decode choose; null: that one. */
  readonly pipeline: string | null;
  /** Leave topic, group, bucket and engines as they are at the end. */
  readonly keep: boolean;
  /** Through the Lambda function instead of the consumer. */
  readonly handler: boolean;
  /** With the function: failed batches are cut in two, which may leave copies. */
  readonly bisect: boolean;
  /** One JSON object on stdout instead of the table. */
  readonly json: boolean;
}

export const usage = `Usage: npm run demo -- [options]

Starts a real Kafka and a real S3 server, produces device events (ten of them broken), runs the bundled consumer
until it has read them all, and counts with SQL what lies in the bucket. Ends with exit code 1 where anything is
missing, twice, changed or in the wrong place.

  --events N         how many events (default 1000000; 200 to 100000000)
  --partitions N     partitions of the topic (default 6; 1 to 24)
  --compression C    of the objects: none, gzip or zstd (default none)
  --format F         of the objects: ndjson, or parquet by pipelines/devices-parquet.ts (default ndjson)
  --decode FORMAT    of the topic's values: json, or protobuf, messages of pipelines/devices.proto (default json)
  --pipeline FILE    the pipeline: devices.yaml is that of devices.ts in Vector's words (default by the two above)
  --handler          through the Lambda function, in AWS's emulator, instead of the consumer: driven as an event source
                     mapping does, with crashes, lost answers and retries
  --bisect           with --handler: failed batches are cut in two, which may leave copies; they are counted
  --keep             leave topic, group, bucket and engines, and say where they are
  --json             nothing on stdout but one JSON object
  --help             print this

Where KAFKA_BROKERS and S3_ENDPOINT are set (with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION), these
servers are used. Otherwise those of \`npm run engines -- start\`, where they run; otherwise it starts its own.
`;

/** Null where help is asked for. @throws {SluiceError} CONFIG_INVALID for an option or a value that does not exist */
export function readOptions(args: readonly string[]): DemoOptions | null {
  const { values } = readArguments(
    args,
    {
      events: 'string',
      partitions: 'string',
      compression: 'string',
      format: 'string',
      decode: 'string',
      pipeline: 'string',
      handler: 'boolean',
      bisect: 'boolean',
      keep: 'boolean',
      json: 'boolean',
    },
    [],
  );
  if (values.help === true) return null;
  const compression = compressions.find((name) => name === (values.compression ?? 'none'));
  if (compression === undefined) {
    throw usageError(
      `--compression: got '${values.compression}'; allowed: ${compressions.join(', ')}`,
    );
  }
  const format = formats.find((name) => name === (values.format ?? 'ndjson'));
  if (format === undefined) {
    throw usageError(`--format: got '${values.format}'; allowed: ${formats.join(', ')}`);
  }
  if (format === 'parquet' && values.compression !== undefined) {
    throw usageError('--compression is for --format ndjson alone');
  }
  const decode = decodes.find((name) => name === (values.decode ?? 'json'));
  if (decode === undefined) {
    throw usageError(`--decode: got '${values.decode}'; allowed: ${decodes.join(', ')}`);
  }
  if (format === 'parquet' && decode === 'protobuf') {
    throw usageError(
      '--format parquet and --decode protobuf: there is no pipeline of both; choose one',
    );
  }
  if (values.bisect === true && values.handler !== true) {
    throw usageError('--bisect is for --handler alone');
  }
  if (values.pipeline !== undefined && !existsSync(resolve(values.pipeline))) {
    throw usageError(`--pipeline: there is no file '${values.pipeline}'`);
  }
  return {
    events: wholeNumber('--events', values.events, 1_000_000, [200, 100_000_000]),
    partitions: wholeNumber('--partitions', values.partitions, 6, [1, 24]),
    compression,
    format,
    decode,
    pipeline: values.pipeline ?? null,
    handler: values.handler === true,
    bisect: values.bisect === true,
    keep: values.keep === true,
    json: values.json === true,
  };
}
