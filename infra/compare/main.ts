/**
 * `npm run compare`: what a topic in S3 costs a month, by the ways to get it there. See options.ts for how to call it.
 * Standard output holds the result alone; everything else goes to standard error. Exit codes: 0, 130 after Ctrl-C, others
 * as in shared/errors.ts.
 */
import { writeFile } from 'node:fs/promises';
import { runCommand, tell } from '../demo/run-command.ts';
import { type CompareOptions, readOptions, usage } from './options.ts';
import { csvReport } from './report/csv.ts';
import { writeDocuments } from './report/documents.ts';
import { jsonReport } from './report/json.ts';
import { htmlPage } from './report/page.ts';
import { terminalReport } from './report/terminal.ts';
import { type Compared, runCalibration, runCompare } from './run-compare.ts';

function textOf({ comparison, notes }: Compared, { output }: CompareOptions): string {
  if (output === 'json') return `${JSON.stringify(jsonReport(comparison, notes))}\n`;
  if (output === 'csv') return csvReport(comparison);
  return terminalReport(comparison, notes);
}

// kafkajs computes a negative timeout after each request (Node sets it to 1 ms); nobody here can do anything about it
process.removeAllListeners('warning');
await runCommand({
  readOptions,
  usage,
  undoLimitMs: 60_000,
  run: async (options, context) => {
    if (options.calibrate) {
      process.stdout.write(await runCalibration());
      return 0;
    }
    const compared = await runCompare(options, context);
    const { comparison, notes } = compared;
    if (options.output !== 'tables') for (const note of notes) tell(note);
    if (options.html !== null) {
      await writeFile(options.html, await htmlPage(comparison, notes));
      tell(`written: ${options.html}`);
    }
    if (options.readme) await writeDocuments(comparison);
    process.stdout.write(textOf(compared, options));
    return 0;
  },
});
