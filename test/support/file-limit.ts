/**
 * Preloaded into every test process: ends one that takes longer than any test file does, by a thread of its own, so that
 * a loop without end is ended, too. The runner's `--test-timeout` bounds single tests only: a file whose tests are over
 * but which keeps a server open holds up the whole run for ever.
 */
import { Worker } from 'node:worker_threads';

const limitSecs = 480;

const end = `
  const { workerData } = require('node:worker_threads');
  setTimeout(() => {
    require('node:fs').writeSync(2, workerData.message);
    process.kill(process.pid, 'SIGKILL');
  }, workerData.limitSecs * 1000);
`;

// the runner itself loads this, too, and lives as long as all the files together
if (process.env['NODE_TEST_CONTEXT'] !== undefined) {
  const message = `\n${process.argv[1]} was ended: it took longer than ${limitSecs} s\n`;
  new Worker(end, { eval: true, workerData: { limitSecs, message } }).unref();
}
