/**
 * `npm run drain`: the proof that memory stays within its bound however large the backlog, how many partitions and how
 * many prefixes. See options.ts for how to call it. Standard output holds the result alone; everything else goes to
 * standard error. Exit codes: 0 all is well, 1 something is wrong, 130 after Ctrl-C, others as in shared/errors.ts.
 */
import { runCommand } from '../../infra/demo/run-command.ts';
import { readOptions, usage } from './options.ts';
import { runDrain } from './run-drain.ts';

// kafkajs computes a negative timeout after each request (Node sets it to 1 ms); nobody here can do anything about it
process.removeAllListeners('warning');
await runCommand({
  readOptions,
  usage,
  // a bucket of some thousand objects takes a while to be emptied
  undoLimitMs: 120_000,
  run: async (options, context) => {
    const drains = await runDrain(options, context);
    const { keep: _keep, json, kill: _kill, ...given } = options;
    const report = { ...given, drains };
    process.stdout.write(`${JSON.stringify(report, null, json ? 0 : 2)}\n`);
    return drains.every(({ faults }) => faults.length === 0) ? 0 : 1;
  },
});
