/**
 * What `npm run fuzz` runs: every test file with properties that needs no servers, with values that `npm test` does not try.
 *
 *     npm run fuzz                     once, hostile input twenty times as often as usual
 *     npm run fuzz -- --rounds=50      again and again, for a night
 *     npm run fuzz -- test/shared/decode/*.test.ts
 *
 * SLUICE_FUZZ_FACTOR (default 20) says how often; the exit code is that of the first round that fails.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runProgram } from './run-program.ts';
import { usesServers } from './uses-servers.ts';

const root = join(import.meta.dirname, '..', '..');
const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write(`--rounds: got '${values.rounds}'; allowed: an integer from 1\n`);
  process.exit(64);
}

const files = positionals.length > 0 ? positionals : withProperties();
const environment = { SLUICE_FUZZ_FACTOR: process.env['SLUICE_FUZZ_FACTOR'] ?? '20' };
for (let round = 1; round <= rounds && process.exitCode === undefined; round++) {
  process.stdout.write(`round ${round} of ${rounds}: ${files.length} files\n`);
  const args = ['--test', '--test-concurrency=1', '--test-reporter=dot', ...files];
  const code = await runProgram(process.execPath, args, environment);
  if (code !== 0) process.exitCode = code;
}

function withProperties(): string[] {
  return globSync('test/**/*.test.ts', { cwd: root }).filter((file) => {
    const path = join(root, file);
    return readFileSync(path, 'utf8').includes("from 'fast-check'") && !usesServers(path);
  });
}
