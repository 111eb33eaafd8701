import { resolve } from 'node:path';
import { readArguments, usageError } from '../../../functions/cli/arguments.ts';
import { environmentOf } from '../addresses.ts';
import { sharedStatus } from '../shared-engines.ts';
import { defaultFolder } from '../start-engines.ts';
import { type PollerCounts, runPoller } from './poller/run-poller.ts';
import { type LocalFunction, startFunction } from './start-function.ts';

const usage = `npm run engines -- poll --handler DIR --topic TOPIC [options]

Drives a function from a real topic up to its present end, as Lambda's event source mapping does. A test tool.

  --handler DIR       holds index.mjs; it gets this environment, and where the engines are
  --topic TOPIC       of KAFKA_BROKERS, or of the engines that run
  --group GROUP       whose offsets it goes on from, and commits; default sluice-poller
  --batch-size N      records of an event, 1 to 10000; default 100
  --window-ms N       how long an event waits for more; default 500
  --functions N       so many at once, each with partitions of its own; default 1
  --timeout N         of the function, in seconds; default 30
  --without-items     a mapping without ReportBatchItemFailures: whatever is answered is a success
  --bisect            a batch that fails is cut in two
  --faults SEED       crashes after the put, lost answers, throttling, partitions reported, retries that have grown
  --rereads           with --faults: some of what fails is read anew and cut shorter, as after a rebalance
  --json              one JSON object instead of lines
`;

/** `npm run engines -- poll`. @returns the exit status */
export async function pollCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const kinds = {
    handler: 'string',
    topic: 'string',
    group: 'string',
    'batch-size': 'string',
    'window-ms': 'string',
    functions: 'string',
    timeout: 'string',
    'without-items': 'boolean',
    bisect: 'boolean',
    faults: 'string',
    rereads: 'boolean',
    json: 'boolean',
  } as const;
  const { values } = readArguments(args, kinds, []);
  if (values.help === true) {
    process.stdout.write(usage);
    return 0;
  }
  const { handler, topic, group = 'sluice-poller', faults } = values;
  if (handler === undefined || topic === undefined) {
    throw usageError(`--handler and --topic are needed\n\n${usage}`);
  }
  const batchSize = numberOf('--batch-size', values['batch-size'] ?? '100', [1, 10_000]);
  const windowMs = numberOf('--window-ms', values['window-ms'] ?? '500', [0, 300_000]);
  const count = numberOf('--functions', values.functions ?? '1', [1, 16]);
  const timeoutSecs = numberOf('--timeout', values.timeout ?? '30', [1, 900]);
  const seed = faults === undefined ? null : numberOf('--faults', faults, [0, 999_999_999]);
  const rereads = values.rereads === true;
  if (rereads && seed === null) throw usageError('--rereads needs --faults SEED');
  const reportsItems = values['without-items'] !== true;
  const { bootstrapServers, env } = await place(reportsItems);
  const functions: LocalFunction[] = [];
  try {
    for (let number = 0; number < count; number++) {
      const onLine = (line: string): void => void process.stderr.write(`${line}\n`);
      functions.push(await startFunction({ folder: resolve(handler), env, timeoutSecs, onLine }));
    }
    const counts = await runPoller({
      bootstrapServers,
      topic,
      groupId: group,
      functions,
      batchSize,
      windowMs,
      reportsItems,
      bisects: values.bisect === true,
      ...(seed === null ? {} : { faults: { seed, share: 0.4, atMost: 100, rereads } }),
      signal,
    });
    process.stdout.write(values.json === true ? `${JSON.stringify(counts)}\n` : linesOf(counts));
    return signal.aborted ? 130 : 0;
  } finally {
    await Promise.all(functions.map(async (each) => each.stop()));
  }
}

function numberOf(option: string, text: string, [least, most]: readonly [number, number]): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw usageError(`${option}: got '${text}'; allowed: ${least} to ${most}`);
}

/** What the environment names comes first, then the engines that run. */
async function place(
  reportsItems: boolean,
): Promise<{ readonly bootstrapServers: string; readonly env: Record<string, string> }> {
  const { addresses } = await sharedStatus(defaultFolder);
  const env: Record<string, string> = {
    // together with the mapping, as it has to be, unless whoever calls wants to see what else becomes of it
    SLUICE_REPORT_BATCH_ITEM_FAILURES: String(reportsItems),
    ...environmentOf(addresses),
    ...(process.env as Record<string, string>),
  };
  const bootstrapServers = env['KAFKA_BROKERS'];
  if (bootstrapServers !== undefined && bootstrapServers !== '') return { bootstrapServers, env };
  throw usageError('no Kafka: say npm run engines -- start, or set KAFKA_BROKERS');
}

function linesOf(counts: PollerCounts): string {
  const entries = Object.entries(counts) as [string, number][];
  return entries.map(([name, value]) => `${name.padEnd(20)}${value}\n`).join('');
}
