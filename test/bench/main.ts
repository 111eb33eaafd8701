/**
 * `npm run bench`: what an event costs, against a naive program in the same run. See options.ts for how to call it.
 * Standard output holds the result alone; everything else goes to standard error. Exit codes: 0, 1 slower
 * than kept or a program that failed, 130 after Ctrl-C, others as in shared/errors.ts.
 */
import { runCommand, tell } from '../../infra/demo/run-command.ts';
import type { EngineAddresses } from '../../infra/local/addresses.ts';
import { enginesVariable } from '../support/engines.ts';
import { readOptions, usage } from './options.ts';
import { modes } from './run-mode.ts';
import { RunFailure } from './run-program.ts';

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

// kafkajs computes a negative timeout after each request (Node sets it to 1 ms); nobody here can do anything about it
process.removeAllListeners('warning');
await runCommand({
  readOptions,
  usage,
  undoLimitMs: 60_000,
  run: async (options, context) => {
    try {
      const env = withTestEngines(context.env);
      const { json, text, faults } = await modes[options.mode](options, { ...context, env });
      process.stdout.write(options.json ? `${JSON.stringify(json)}\n` : text);
      for (const fault of faults) tell(fault);
      return faults.length === 0 ? 0 : 1;
    } catch (error) {
      if (context.signal.aborted || !(error instanceof RunFailure)) throw error;
      tell(error.message);
      return 1;
    }
  },
});
