/**
 * What `npm test` runs: the types, then every test against one Kafka and one S3 server that live for this run.
 *
 *     npm test                                   everything
 *     npm test -- test/infra/local/*.test.ts     some files (the types are left out then)
 *     npm test -- --test-name-pattern=lock       options of `node --test`, with `=`
 *
 * Where KAFKA_BROKERS and S3_ENDPOINT are both set, these servers are used and none is started; TLS and SASL tests, which
 * need listeners of their own, are skipped then. The exit code is that of the tests.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
      const types = await run(compiler, project, {});
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
  return run(
    process.execPath,
    [
      '--test',
      '--test-reporter=spec',
      // Two at a time: each drives a broker and an S3 server besides itself, and CI has two cores.
      '--test-concurrency=2',
      // For single tests; file-limit.ts ends a file that hangs.
      '--test-timeout=240000',
      `--import=${pathToFileURL(join(import.meta.dirname, 'file-limit.ts')).href}`,
      ...options,
      ...(files.length === 0 ? ['test/**/*.test.ts'] : files),
    ],
    // Each file is a process of its own, and starts others: none compiles what one before it has compiled.
    { ...environment, NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'test-code') },
  );
}

async function run(
  command: string,
  commandArgs: readonly string[],
  environment: Record<string, string>,
): Promise<number> {
  const child = spawn(command, commandArgs, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  // Passed on rather than obeyed: the engines are stopped after the tests have ended.
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 1;
  } finally {
    process.off('SIGINT', pass).off('SIGTERM', pass);
  }
}
