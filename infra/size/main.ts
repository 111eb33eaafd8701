/**
 * `npm run size`: how large the packages are, what of, and whether that is within their budgets. See options.ts for how
 * to call it. Standard output holds the result alone. Exit codes: 0, 1 over a budget, others as in shared/errors.ts.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError, toSluiceError } from '../../shared/errors.ts';
import { version } from '../../shared/version.ts';
import { measureAll } from './measure.ts';
import { readOptions, usage } from './options.ts';
import { withTable } from './readme-table.ts';
import { breaches, readReleased, updated, writeReleased } from './released.ts';
import { formatReport } from './report.ts';

const readme = join(import.meta.dirname, '../../README.md');

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(usage);
    return 0;
  }
  const released = await readReleased();
  const measured = await measureAll();
  const sizes = measured.map(({ size }) => size);
  process.stdout.write(
    options.json ? `${JSON.stringify({ packages: sizes })}\n` : formatReport(released, measured),
  );
  const faults = breaches(released, sizes);
  for (const fault of faults) process.stderr.write(`over budget: ${fault}\n`);
  if (faults.length > 0) return 1;
  if (options.update) {
    const next = updated(released, sizes, version);
    await writeReleased(next);
    await writeFile(readme, withTable(await readFile(readme, 'utf8'), next));
  }
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const known = toSluiceError(error);
  process.stderr.write(`${describeError(known)}\n`);
  process.exitCode = known.exitCode;
}
