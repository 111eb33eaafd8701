import { readArguments, usageError } from '../../functions/cli/arguments.ts';

const compressions = ['none', 'gzip', 'zstd'] as const;

export interface DrainOptions {
  readonly events: number;
  readonly partitions: number;
  /** Hours that the records of each partition belong to, in turn: objects that are open at once in each. */
  readonly prefixes: number;
  /** The `buffer.maxBytes` of the consumer that drains. */
  readonly maxBytes: number;
  readonly compression: (typeof compressions)[number];
  /** Also the second part: a consumer is killed with an unfinished epoch in every partition. */
  readonly kill: boolean;
  /** Leave topic, group, bucket and engines as they are at the end. */
  readonly keep: boolean;
  readonly json: boolean;
}

export const usage: string = `Usage: npm run drain -- [options]

Puts a backlog into a topic of many partitions, each of which holds records of many hours in turn, and lets one
consumer drain it within a fixed memory budget: how much memory it takes, how large the objects get, and whether every
record is stored exactly once, counted without the engine. With --kill it does so again after a consumer with an
unfinished epoch in every partition was killed. Ends with exit code 1 where a record is missing, twice, or at the wrong
place, or more memory was used than the budget promises.

  --events N         records of the backlog (default 5000000; 1000 to 1000000000)
  --partitions P     of the topic (default 64; 1 to 1000)
  --prefixes K       hours that each partition has open at once (default 8; 1 to 1000)
  --max-bytes B      buffer.maxBytes of the consumer (default 64000000)
  --compression C    of the objects: none, gzip or zstd (default none)
  --kill             drain once more, after a kill -9 that leaves a ledger in every partition
  --keep             leave topic, groups, buckets and engines, and say where they are
  --json             nothing on stdout but one JSON object
  --help             print this

Where KAFKA_BROKERS and S3_ENDPOINT are set (with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION), these
servers are used. Otherwise those of \`npm run engines -- start\`, where they run; otherwise it starts its own.
`;

/** Null where help is asked for. @throws {SluiceError} CONFIG_INVALID for an option or a value that does not exist */
export function readOptions(args: readonly string[]): DrainOptions | null {
  const { values } = readArguments(
    args,
    {
      events: 'string',
      partitions: 'string',
      prefixes: 'string',
      'max-bytes': 'string',
      compression: 'string',
      kill: 'boolean',
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
  return {
    events: wholeNumber('--events', values.events ?? '5000000', 1000, 1_000_000_000),
    partitions: wholeNumber('--partitions', values.partitions ?? '64', 1, 1000),
    prefixes: wholeNumber('--prefixes', values.prefixes ?? '8', 1, 1000),
    maxBytes: wholeNumber('--max-bytes', values['max-bytes'] ?? '64000000', 2 ** 25, 2 ** 36),
    compression,
    kill: values.kill === true,
    keep: values.keep === true,
    json: values.json === true,
  };
}

function wholeNumber(name: string, text: string, least: number, largest: number): number {
  const number = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= largest) return number;
  throw usageError(`${name}: got '${text}'; allowed: a whole number from ${least} to ${largest}`);
}
