import { readArguments, usageError, wholeNumber } from '../../functions/cli/arguments.ts';
import { programAt } from '../../infra/compare/program-at.ts';
import { type BenchCase, benchCases } from './cases.ts';

/**
 * What is run: cases and their figures, where the time goes, the stages alone, growth, the VRL compiler, a short bench
 * against kept ratios, or that to keep them.
 */
export type BenchMode = 'cases' | 'profile' | 'stages' | 'growth' | 'compile' | 'check' | 'keep';

export interface BenchOptions {
  readonly mode: BenchMode;
  readonly cases: readonly BenchCase[];
  readonly events: number;
  /** Runs of each program and case, in turn. */
  readonly repeat: number;
  /** A Vector that is measured, too. */
  readonly vector: string | null;
  /** Any other program that is. */
  readonly command: string | null;
  /** Write the figures into README.md and docs/performance.md. */
  readonly readme: boolean;
  readonly json: boolean;
}

const names = benchCases.map(({ name }) => name).join(', ');

export const usage: string = `Usage: npm run bench -- [options]

Measures what an event costs: our bundle drains a topic of a real Kafka into a real S3 server, and so does a naive
program (kafkajs, JSON.parse, JSON.stringify, PutObject), in turn, on the same data. What counts is the ratio of the
two; absolute figures are of this machine at this hour. A run that has not stored every event once is an error.

${benchCases.map(({ name, title }) => `  ${name.padEnd(18)} ${title}`).join('\n')}

  --cases A,B        which of these (default all)
  --events N         events of a case (default 2000000; 1000 to 100000000); fewer where records are large
  --repeat N         runs of each program and case, of which the median counts (default 3; 1 to 99)
  --vector PATH      also Vector, with a configuration for the case
  --command LINE     also any program, started by the shell; it gets KAFKA_BROKERS, TOPIC, GROUP, S3_ENDPOINT, BUCKET,
                     PREFIX, COMPRESSION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION, writes lines under
                     PREFIX, and gets a SIGTERM when the bucket holds all events
  --profile          our bundle alone, once for each case, under V8's profiler: the ten hottest functions, and where the
                     profile is
  --stages           the stages of the way from record to object alone, each beside what one would take for it
  --growth           our bundle alone over more partitions, open objects, larger records and threads, into
                     docs/performance.md and its plot
  --compile          how long a VRL program of 300 lines takes to compile, in fresh processes
  --check            a short bench of a few cases against test/bench/baseline.json, the ratios of the last release; exit
                     code 1 where one has become more than 1.25 times as large, twice
  --readme           write the figures of all cases into README.md and docs/performance.md
  --keep             measure these and write that file: for a release
  --json             nothing on stdout but one JSON object
  --help             print this

Where KAFKA_BROKERS and S3_ENDPOINT are set (with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION), these
servers are used. Otherwise those of \`npm run engines -- start\`, where they run; otherwise it starts its own.
`;

/** Null where help is asked for. @throws {SluiceError} CONFIG_INVALID for an option or a value that does not exist */
export function readOptions(args: readonly string[]): BenchOptions | null {
  const { values } = readArguments(
    args,
    {
      cases: 'string',
      events: 'string',
      repeat: 'string',
      vector: 'string',
      command: 'string',
      profile: 'boolean',
      stages: 'boolean',
      growth: 'boolean',
      compile: 'boolean',
      readme: 'boolean',
      check: 'boolean',
      keep: 'boolean',
      json: 'boolean',
    },
    [],
  );
  if (values.help === true) return null;
  const mode = modeOf(values);
  if (values.readme === true) {
    if (mode !== 'cases') throw usageError(`--${mode} and --readme do not go together`);
    if (values.cases !== undefined) throw usageError('--readme is for all cases, without --cases');
  }
  return {
    mode,
    cases: values.cases === undefined ? benchCases : casesNamed(values.cases),
    events: wholeNumber('--events', values.events, 2_000_000, [1000, 100_000_000]),
    repeat: wholeNumber('--repeat', values.repeat, 3, [1, 99]),
    vector: values.vector === undefined ? null : programAt('--vector', values.vector),
    command: values.command ?? null,
    readme: values.readme === true,
    json: values.json === true,
  };
}

const sizes = ['cases', 'events', 'repeat', 'vector', 'command'] as const;
/** What cannot be said beside a mode. */
const refused = {
  profile: ['repeat', 'vector', 'command'],
  stages: sizes,
  growth: sizes,
  compile: sizes,
  check: sizes,
  keep: sizes,
} as const satisfies Record<Exclude<BenchMode, 'cases'>, readonly (typeof sizes)[number][]>;

function modeOf(
  values: {
    readonly [Name in (typeof sizes)[number]]?: string;
  } & { readonly [Name in keyof typeof refused]?: boolean },
): BenchMode {
  const asked = (Object.keys(refused) as (keyof typeof refused)[]).filter(
    (name) => values[name] === true,
  );
  const [mode, another] = asked;
  if (mode === undefined) return 'cases';
  const other = another ?? refused[mode].find((name) => values[name] !== undefined);
  if (other !== undefined) throw usageError(`--${mode} and --${other} do not go together`);
  return mode;
}

/** In the order of the table, each once. */
function casesNamed(list: string): readonly BenchCase[] {
  const wanted = new Set(list.split(',').map((name) => name.trim()));
  for (const name of wanted) {
    if (!benchCases.some((one) => one.name === name)) {
      throw usageError(`--cases: got '${name}'; allowed: ${names}`);
    }
  }
  return benchCases.filter(({ name }) => wanted.has(name));
}
