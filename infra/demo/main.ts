/**
 * `npm run demo`: a real Kafka topic lands in a real S3 bucket, and SQL counts what came. See options.ts for how to call
 * it. Standard output holds the result alone (the table, or with --json one object); everything else goes to standard
 * error. Exit codes: 0 all is well, 1 something is missing, twice, changed or misplaced, 130 after Ctrl-C, others as in
 * shared/errors.ts.
 */
import { readOptions, usage } from './options.ts';
import type { DemoOptions } from './options.ts';
import { formatReport } from './report.ts';
import type { DemoReport } from './report.ts';
import { runCommand, tell } from './run-command.ts';
import { runDemo } from './run-demo.ts';

function finish(report: DemoReport, options: DemoOptions): number {
  const { figures, faults } = report;
  process.stdout.write(options.json ? `${JSON.stringify(figures)}\n` : formatReport(report));
  if (faults.length === 0) return 0;
  tell('The demo FAILED:');
  for (const fault of faults) tell(`  - ${fault}`);
  if (!options.keep) tell('  --keep leaves topic and bucket for a closer look');
  return 1;
}

// kafkajs computes a negative timeout after each request (Node sets it to 1 ms); nobody here can do anything about it
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'TimeoutNegativeWarning') tell(`${warning.name}: ${warning.message}`);
});

await runCommand({
  readOptions,
  usage,
  run: async (options, context) => finish(await runDemo(options, context), options),
});
