/**
 * What `npm test` runs: the types, then every test against one Kafka and one S3 server that live for this run.
 *
 *     npm test                                   everything
 *     npm test -- test/infra/local/*.test.ts     some files (the types are left out then)
 *     npm test -- --test-name-pattern=lock       options of `node --test`, with `=`
 *
 * Where KAFKA_BROKERS and S3_ENDPOINT are both set, these servers are used and none is started; TLS and SASL tests, which
 * need listeners of their own, are skipped then. The exit code is that of the tests.
 *
 * All files are groups, side by side on the two cores of CI (test-groups.ts). Those that work on the servers wait for them
 * most of the time (for sessions that expire, for a broker that is away), so there are four at once: three, and one of the
 * few that take longest, which come first, so that none of them is left over when everything else is done. The others
 * compute in what is left; the servers go first, as what waits for them gives up after a while. One group's output comes
 * after the other's.
 *
 * With `--test-rerun-failures=FILE` a second run tries again what failed, and nothing else, one file at a time.
 */
import { globSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeError, toSluiceError } from '../../shared/errors.ts';
import { environmentOf } from '../../infra/local/addresses.ts';
import { startEngines } from '../../infra/local/start-engines.ts';
import type { Engines } from '../../infra/local/start-engines.ts';
import { bundlesVariable } from './consumer-bundle.ts';
import { enginesVariable, namedByEnvironment } from './engines.ts';
import { type Beside, runProgram } from './run-program.ts';
import { triesOf } from './second-try.ts';
import { allGroups, type Group, groupOf } from './test-groups.ts';

const root = join(import.meta.dirname, '..', '..');
const args = process.argv.slice(2);
const options = args.filter((arg) => arg.startsWith('-'));
const files = args.filter((arg) => !arg.startsWith('-'));

const browsers = ['infra/compare/report/browser', 'infra/playground/browser'];
const projects = [[], ...['pipelines', ...browsers].map((folder) => ['-p', folder])];

process.exitCode = await main();

async function main(): Promise<number> {
  if (files.length === 0) {
    const compiler = join(root, 'node_modules', '.bin', 'tsc');
    for (const project of projects) {
      const types = await runProgram(compiler, project);
      if (types !== 0) return types;
    }
  }
  const named = namedByEnvironment();
  if (named.kafka !== null && named.s3 !== null) return test({});
  let engines: Engines;
  try {
    engines = await startEngines({
      ephemeral: true,
      kafka: named.kafka === null,
      s3: named.s3 === null,
    });
  } catch (error) {
    process.stderr.write(`${describeError(toSluiceError(error))}\n`);
    return toSluiceError(error).exitCode;
  }
  try {
    const addresses = {
      kafka: named.kafka ?? engines.addresses.kafka,
      s3: named.s3 ?? engines.addresses.s3,
    };
    return await test({
      ...environmentOf(addresses),
      [enginesVariable]: JSON.stringify(addresses),
    });
  } finally {
    await engines.stop();
  }
}

async function test(environment: Record<string, string>): Promise<number> {
  const bundles = await mkdtemp(join(tmpdir(), 'sluice-bundles-'));
  try {
    return await testWith({ ...environment, [bundlesVariable]: bundles });
  } finally {
    await rm(bundles, { recursive: true, force: true });
  }
}

async function testWith(environment: Record<string, string>): Promise<number> {
  if (files.length > 0) return runFiles(files, 2, options, environment);
  const { passed, optionsOf, allPassed } = triesOf(options);
  const left = globSync('test/**/*.test.ts', { cwd: root }).filter(
    (file) => !passed.has(join(root, file)),
  );
  const groups = Object.groupBy(left, (file) => groupOf(root, file));
  const run = async (group: Group, atOnce: number, beside?: Beside): Promise<number> => {
    const isolation = group === 'together' ? ['--test-isolation=none'] : [];
    const nodeOptions = [...isolation, ...optionsOf(group)];
    const paths = groups[group] ?? [];
    const code = await runFiles(paths, atOnce, nodeOptions, environment, beside);
    if (code === 0)
      allPassed(
        group,
        paths.map((path) => join(root, path)),
      );
    return code;
  };
  if (passed.size > 0) {
    const codes: number[] = [];
    for (const group of allGroups) codes.push(await run(group, 1));
    return Math.max(...codes);
  }
  const first = run('servers', 3);
  const second = run('longest', 1, { program: first, niceness: 0 });
  const third = run('others', 2, { program: second, niceness: 5 });
  const fourth = run('together', 1, { program: third, niceness: 5 });
  return Math.max(...(await Promise.all([first, second, third, fourth])));
}

async function runFiles(
  paths: readonly string[],
  atOnce: number,
  nodeOptions: readonly string[],
  environment: Record<string, string>,
  beside: Beside | null = null,
): Promise<number> {
  // without files the runner would look for some itself
  if (paths.length === 0) return 0;
  return runProgram(
    process.execPath,
    [
      '--test',
      '--test-reporter=spec',
      `--test-concurrency=${atOnce}`,
      // For single tests; file-limit.ts ends a file that hangs.
      '--test-timeout=240000',
      ...['file-limit.ts', 'property-seed.ts'].map(
        (name) => `--import=${pathToFileURL(join(import.meta.dirname, name)).href}`,
      ),
      ...nodeOptions,
      ...paths,
    ],
    // Each file is a process of its own, and starts others: none compiles what one before it has compiled.
    { ...environment, NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'test-code') },
    beside,
  );
}
