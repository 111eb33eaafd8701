/**
 * `npm run demo`: a real Kafka topic lands in a real S3 bucket, and SQL counts what came. See options.ts for how to call
 * it. Standard output holds the result alone (the table, or with --json one object); everything else goes to standard
 * error. Exit codes: 0 all is well, 1 something is missing, twice, changed or misplaced, 130 after Ctrl-C, others as in
 * shared/errors.ts.
 */
import { describeError, toSluiceError } from '../../shared/errors.ts';
import { createCleanup } from './cleanup.ts';
import { readOptions, usage } from './options.ts';
import type { DemoOptions } from './options.ts';
import { formatReport } from './report.ts';
import type { DemoReport } from './report.ts';
import { runDemo } from './run-demo.ts';
import { createSteps } from './steps.ts';

const interrupted = 130;

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(usage);
    return 0;
  }
  const stop = new AbortController();
  const onSignal = (): void => {
    // at the second time at once: what was started ends by itself when this process is gone
    if (stop.signal.aborted) process.exit(interrupted);
    tell('\nstopping; once more to stop at once');
    stop.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  const cleanup = createCleanup();
  const steps = createSteps(process.stderr);
  try {
    const context = { env: process.env, steps, signal: stop.signal, cleanup };
    return finish(await runDemo(options, context), options);
  } catch (error) {
    if (stop.signal.aborted) return interrupted;
    throw error;
  } finally {
    await cleanup.run((error) => tell(`could not clean up: ${error.message}`));
  }
}

function finish(report: DemoReport, options: DemoOptions): number {
  const { figures, faults } = report;
  process.stdout.write(options.json ? `${JSON.stringify(figures)}\n` : formatReport(report));
  if (faults.length === 0) return 0;
  tell('The demo FAILED:');
  for (const fault of faults) tell(`  - ${fault}`);
  if (!options.keep) tell('  --keep leaves topic and bucket for a closer look');
  return 1;
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

// kafkajs computes a negative timeout after each request (Node sets it to 1 ms); nobody here can do anything about it
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'TimeoutNegativeWarning') tell(`${warning.name}: ${warning.message}`);
});

try {
  process.exitCode = await main();
  // what an undo gave up on must not keep the process
  if (process.exitCode === interrupted) process.exit();
} catch (error) {
  const known = toSluiceError(error);
  tell(describeError(known));
  if (known.code === 'INTERNAL') tell(known.stack ?? '');
  process.exitCode = known.exitCode;
}
