/**
 * `npm run drain`: the proof that memory stays within its bound however large the backlog, how many partitions and how
 * many prefixes. See options.ts for how to call it. Standard output holds the result alone; everything else goes to
 * standard error. Exit codes: 0 all is well, 1 something is wrong, 130 after Ctrl-C, others as in shared/errors.ts.
 */
import { createCleanup } from '../../infra/demo/cleanup.ts';
import { createSteps } from '../../infra/demo/steps.ts';
import { describeError, toSluiceError } from '../../shared/errors.ts';
import { readOptions, usage } from './options.ts';
import { runDrain } from './run-drain.ts';

const interrupted = 130;
/** A bucket of some thousand objects takes a while to be emptied. */
const undoLimitMs = 120_000;

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(usage);
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // at the second time at once: what was started ends by itself when this process is gone
      if (stop.signal.aborted) process.exit(interrupted);
      tell('\nstopping; once more to stop at once');
      stop.abort();
    });
  }
  const cleanup = createCleanup(undoLimitMs);
  const steps = createSteps(process.stderr);
  try {
    const context = { env: process.env, steps, signal: stop.signal, cleanup };
    const drains = await runDrain(options, context);
    const { keep: _keep, json, kill: _kill, ...given } = options;
    const report = { ...given, drains };
    process.stdout.write(`${JSON.stringify(report, null, json ? 0 : 2)}\n`);
    return drains.every(({ faults }) => faults.length === 0) ? 0 : 1;
  } catch (error) {
    if (stop.signal.aborted) return interrupted;
    throw error;
  } finally {
    await cleanup.run((error) => tell(`could not clean up: ${error.message}`));
  }
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

// kafkajs computes a negative timeout after each request (Node sets it to 1 ms); nobody here can do anything about it
process.removeAllListeners('warning');
try {
  process.exitCode = await main();
  // what an undo gave up on must not keep the process
  if (process.exitCode === interrupted) process.exit();
} catch (thrown) {
  const error = toSluiceError(thrown);
  tell(describeError(error));
  if (error.code === 'INTERNAL') tell(error.stack ?? '');
  process.exitCode = error.exitCode;
}
