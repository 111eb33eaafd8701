/**
 * `npm run chaos`: the proof that every record is in the lake exactly once, whatever breaks. See options.ts for how to
 * call it. Standard output holds the result alone; everything else goes to standard error. Exit codes: 0 all is well,
 * 1 something is wrong or nothing happened, 130 after Ctrl-C, others as in shared/errors.ts.
 */
import { readFileSync } from 'node:fs';
import { describeError, toSluiceError } from '../../shared/errors.ts';
import { readOptions, usage } from './options.ts';
import { addReports, type ChaosReport, isRed } from './report.ts';
import { runChaos } from './run-chaos.ts';

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(usage);
    return 0;
  }
  if ('merge' in options) {
    const reports = options.merge.map(
      (file) => JSON.parse(readFileSync(file, 'utf8')) as ChaosReport,
    );
    return show(addReports(reports), true);
  }
  const stop = new AbortController();
  process.on('SIGINT', () => {
    // the round under way is finished; at the second time at once: what was started ends with this process
    if (stop.signal.aborted) process.exit(130);
    tell('\nstopping after this round; once more to stop at once');
    stop.abort();
  });
  const report = await runChaos(options, tell, stop.signal);
  const code = show(report, options.json);
  return code === 0 && stop.signal.aborted ? 130 : code;
}

function show(report: ChaosReport, short: boolean): number {
  const json = short ? JSON.stringify(report) : JSON.stringify(report, null, 2);
  process.stdout.write(`${json}\n`);
  return isRed(report) ? 1 : 0;
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

// kafkajs computes a negative timeout after each request (Node sets it to 1 ms); nobody here can do anything about it
process.removeAllListeners('warning');
try {
  process.exitCode = await main();
} catch (thrown) {
  const error = toSluiceError(thrown);
  tell(describeError(error));
  process.exitCode = error.exitCode;
}
