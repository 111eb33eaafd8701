/**
 * `npm run first-answer`: how long the function of the brief's pipeline takes from its start to its first answer, in the
 * emulator, next to a bare function with the same SDK. Exit code 1 where that is more than the budget.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encodeRecord, EventBuilder } from '../../functions/cli/events/event-builder.ts';
import { readArguments, usageError } from '../../functions/cli/arguments.ts';
import { describeError, toSluiceError } from '../../shared/errors.ts';
import { demoBucket } from '../demo/bucket.ts';
import { bundle } from '../build/bundle.ts';
import { handlerModules } from '../build/handler-modules.ts';
import { buildBundle } from '../demo/build-bundle.ts';
import { consumerEnvironment } from '../demo/consumer-environment.ts';
import { findEngines } from '../demo/find-engines.ts';
import { measureFirstAnswers, medianOf } from './measure.ts';

/** Of the bare function's time. */
const budget = 1.3;

const usage = `Usage: npm run first-answer -- [options]

  --starts N   of each function, in turns; 1 to 100, default 10
  --json       one JSON object instead of the table
`;

async function main(): Promise<number> {
  const { values } = readArguments(
    process.argv.slice(2),
    { starts: 'string', json: 'boolean' },
    [],
  );
  if (values.help === true) {
    process.stdout.write(usage);
    return 0;
  }
  const starts = /^\d{1,3}$/.test(values.starts ?? '10') ? Number(values.starts ?? '10') : 0;
  if (starts < 1 || starts > 100) {
    throw usageError(`--starts: got '${values.starts}'; allowed: 1 to 100`);
  }
  const tell = (line: string): void => void process.stderr.write(`${line}\n`);
  const engines = await findEngines({ env: process.env, keep: false, tell });
  const folder = await mkdtemp(join(tmpdir(), 'sluice-first-answer-'));
  const name = `sluice-first-answer-${randomUUID().slice(0, 8)}`;
  const bucket = demoBucket(engines.s3, name);
  try {
    await bucket.create();
    const bare = join(folder, 'bare', 'index.mjs');
    // the SDK as it is in the package of the handler
    const options = { minify: true, plugins: [handlerModules] };
    await bundle(
      '',
      { ...options, entryPoints: [join(import.meta.dirname, 'bare-function.ts')], outfile: bare },
      { code: 'INTERNAL', subject: 'the bare function' },
    );
    const folders = new Map([
      ['bare', dirname(bare)],
      ['sluice', dirname((await buildBundle(folder, undefined, 'handler')).path)],
    ]);
    const env = consumerEnvironment({ engines, name, compression: 'gzip', path: undefined });
    const answers = await measureFirstAnswers(folders, env, eventOf(name), starts);
    const medians = [...answers].map(([each, times]) => [each, medianOf(times)] as const);
    const [[, bareMs] = ['', 0], [, ownMs] = ['', 0]] = medians;
    const ratio = Math.round((ownMs / bareMs) * 100) / 100;
    process.stdout.write(
      values.json === true
        ? `${JSON.stringify({ starts, bareMs, ownMs, ratio, budget })}\n`
        : [...answers].map(lineOf).join('') +
            `ratio of the medians: ${ratio}, at most ${budget} allowed\n`,
    );
    return ratio <= budget ? 0 : 1;
  } finally {
    await bucket.remove();
    bucket.close();
    await engines.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function lineOf([name, times]: [string, readonly number[]]): string {
  const [median, least, most] = [medianOf(times), Math.min(...times), Math.max(...times)].map(
    (value) => Math.round(value),
  );
  return `${name.padEnd(8)} ${median} ms to the first answer (${least} to ${most}, ${times.length} starts)\n`;
}

/** A hundred small records: the default of a mapping. */
function eventOf(topic: string): string {
  const builder = new EventBuilder({ bootstrapServers: 'b-1:9098' });
  for (let offset = 0; offset < 100; offset++) {
    const record = {
      topic,
      partition: 0,
      offset: BigInt(offset),
      timestampMs: Date.parse('2026-05-01T00:00:00Z'),
      key: Buffer.from(`device-${offset}`),
      value: Buffer.from(JSON.stringify({ id: offset, temperature: 20.5 })),
      headers: [],
    };
    builder.add(topic, 0, encodeRecord(record));
  }
  return builder.toString();
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${describeError(toSluiceError(error))}\n`);
  process.exitCode = toSluiceError(error).exitCode;
}
