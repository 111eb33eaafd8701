import { readArguments, usageError, wholeNumber } from '../../functions/cli/arguments.ts';
import type { Question } from './model/question.ts';
import { priceListUrl } from './prices/read-live.ts';
import { programAt } from './program-at.ts';
import { questionKinds, questionUsage, readQuestion } from './question-options.ts';

export interface CompareOptions {
  readonly question: Question;
  readonly region: string;
  /** Whether the size of a record was asked for; else it is that of the workload, where one is named. */
  readonly asksRecordBytes: boolean;
  /** Take the measurements that are kept, and start no engines. */
  readonly kept: boolean;
  /** Keep those of this run, for a release. */
  readonly keep: boolean;
  readonly events: number;
  readonly payload: string | null;
  readonly topic: string | null;
  readonly vector: string | null;
  readonly prices: string | null;
  /** Null: the lists are not read. */
  readonly priceListUrl: string | null;
  readonly output: 'tables' | 'json' | 'csv';
  readonly html: string | null;
  readonly readme: boolean;
  /** Only say how fast a core of this machine is. */
  readonly calibrate: boolean;
}

export const usage: string = `Usage: npm run compare -- [options]

What it costs a month to move a topic into S3: as a container, as a Lambda function, and in other ways. Runs the same
records through both packages on a real Kafka and a real S3 server, scales what they took to a month of AWS
(docs/cost-model.md), and prints it.

What is asked:

${questionUsage}
  --region NAME        whose prices (default us-east-1)

What is measured:

  --kept               nothing: take the measurements that come with this version, and start no servers
  --events N           records of a run (default 300000; 20000 to 10000000)
  --payload FILE       its lines are the records, in the place of the demo's device events
  --topic NAME         records of a topic of KAFKA_BROKERS, 100000 at most, in their place
  --vector PATH        measures that Vector, too
  --calibrate          only say how fast a core of this machine is, for --vcpu-factor
  --keep               keep the measurements for later runs: for a release

Prices:

  --prices FILE        over those that are kept, in the same format (infra/compare/prices/prices.json)
  --live-prices        read AWS's public price lists, and say what has changed
  --price-list-url U   another address of them (default ${priceListUrl})

What comes out:

  --html FILE          writes the report as one page that needs nothing else
  --json               one JSON object on stdout
  --csv                a row for each setup and rate
  --readme             writes table and chart into README.md and docs: for a release
  --help               print this

Where KAFKA_BROKERS and S3_ENDPOINT are set (with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION), these
servers are used. Otherwise those of \`npm run engines -- start\`, where they run; otherwise it starts its own.
`;

/** Null where help is asked for. @throws {SluiceError} CONFIG_INVALID for an option or a value that does not exist */
export function readOptions(args: readonly string[]): CompareOptions | null {
  const { values } = readArguments(
    args,
    {
      ...questionKinds,
      region: 'string',
      kept: 'boolean',
      keep: 'boolean',
      events: 'string',
      payload: 'string',
      topic: 'string',
      vector: 'string',
      prices: 'string',
      'live-prices': 'boolean',
      'price-list-url': 'string',
      html: 'string',
      json: 'boolean',
      csv: 'boolean',
      readme: 'boolean',
      calibrate: 'boolean',
    },
    [],
  );
  if (values.help === true) return null;
  const { kept = false, keep = false, payload = null, topic = null, vector = null } = values;
  if (payload !== null && topic !== null) {
    throw usageError('--payload and --topic: there is one workload; choose one');
  }
  for (const [option, value] of Object.entries({ keep, payload, topic, vector })) {
    if (!kept || value === null || value === false) continue;
    throw usageError(`--kept measures nothing, so --${option} does not go with it`);
  }
  if (keep && (payload !== null || topic !== null)) {
    throw usageError('--keep is for the records of the demo: what is kept has to be comparable');
  }
  if (values.json === true && values.csv === true) {
    throw usageError('--json and --csv do not go together');
  }
  return {
    question: readQuestion(values),
    region: values.region ?? 'us-east-1',
    asksRecordBytes: values['record-bytes'] !== undefined,
    kept,
    keep,
    events: wholeNumber('--events', values.events, 300_000, [20_000, 10_000_000]),
    payload,
    topic,
    vector: vector === null ? null : programAt('--vector', vector),
    prices: values.prices ?? null,
    priceListUrl:
      values['live-prices'] === true ? (values['price-list-url'] ?? priceListUrl) : null,
    output: values.json === true ? 'json' : values.csv === true ? 'csv' : 'tables',
    html: values.html ?? null,
    readme: values.readme === true,
    calibrate: values.calibrate === true,
  };
}
