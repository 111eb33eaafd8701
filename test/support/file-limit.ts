/**
 * Preloaded into every test process: ends one that takes longer than any test file does, by a thread of its own, so that
 * a loop without end is ended, too. The runner's `--test-timeout` bounds single tests only: a file whose tests are over
 * but which keeps a server open holds up the whole run for ever.
 */
import { Worker } from 'node:worker_threads';

/** Files that share a process are many, and run beside everything else. */
const together = process.execArgv.includes('--test-isolation=none');
const limitSecs = together ? 1_200 : 480;

const end = `
  const { workerData } = require('node:worker_threads');
  setTimeout(() => {
    require('node:fs').writeSync(2, workerData.message);
    process.kill(process.pid, 'SIGKILL');
  }, workerData.limitSecs * 1000);
`;

// the runner itself loads this, too, and lives as long as all the files together
if (together || process.env['NODE_TEST_CONTEXT'] !== undefined) {
  const what = together ? 'The process of the files that share one' : process.argv[1];
  const message = `\n${what} was ended: it took longer than ${limitSecs} s\n`;
  new Worker(end, { eval: true, workerData: { limitSecs, message } }).unref();
}
