/**
 * `npm run bench`: what an event costs, against a naive program in the same run. See options.ts for how to call it.
 * Standard output holds the result alone; everything else goes to standard error. Exit codes: 0, 1 slower
 * than kept or a program that failed, 130 after Ctrl-C, others as in shared/errors.ts.
 */
import { createCleanup } from '../../infra/demo/cleanup.ts';
import { createSteps } from '../../infra/demo/steps.ts';
import type { EngineAddresses } from '../../infra/local/addresses.ts';
import { describeError, toSluiceError } from '../../shared/errors.ts';
import { enginesVariable } from '../support/engines.ts';
import { readOptions, usage } from './options.ts';
import { modes } from './run-mode.ts';
import { RunFailure } from './run-program.ts';

const interrupted = 130;

const undoLimitMs = 60_000;

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
    const context = { env: withTestEngines(process.env), steps, signal: stop.signal, cleanup };
    const { json, text, faults } = await modes[options.mode](options, context);
    process.stdout.write(options.json ? `${JSON.stringify(json)}\n` : text);
    for (const fault of faults) tell(fault);
    return faults.length === 0 ? 0 : 1;
  } catch (error) {
    if (stop.signal.aborted) return interrupted;
    if (!(error instanceof RunFailure)) throw error;
    tell(error.message);
    return 1;
  } finally {
    await cleanup.run((error) => tell(`could not clean up: ${error.message}`));
  }
}

/** Within `npm test` its engines are used, as the variables say that a user would set. */
function withTestEngines(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const handed = env[enginesVariable];
  if (handed === undefined) return env;
  const { kafka, s3 } = JSON.parse(handed) as EngineAddresses;
  if (kafka === null || s3 === null) return env;
  return {
    KAFKA_BROKERS: kafka.bootstrapServers,
    S3_ENDPOINT: s3.endpoint,
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    AWS_REGION: s3.region,
    ...env,
  };
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
