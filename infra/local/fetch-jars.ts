import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { createHash, randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import { SluiceError, toSluiceError } from '../../shared/errors.ts';
import { installPythonPackage } from './install-python-package.ts';
import { withLock } from './lock-file.ts';
import { jarName, looksComplete, programs, readLock, verifyJars } from './locked-jars.ts';
import type { LockedJar, Program } from './locked-jars.ts';
import { startProgress } from './progress.ts';
import type { ProgressOutput } from './progress.ts';
import { runTool } from './run-tool.ts';

/** Where the jars of each program lie: a folder each, for the class path. */
export type JarFolders = Readonly<Record<Program, string>>;

/**
 * The jars of the engines, downloaded once per user and version and verified against `jars.lock`. By Maven where it is,
 * otherwise by a Maven client from PyPI. Two processes that need them at the same time download once.
 * @param javaHome for Maven, which runs on Java itself
 * @throws {SluiceError} ENGINES_UNAVAILABLE (nothing to download with, no network, other bytes than locked), DISK_FULL
 */
export async function fetchJars(
  cache: string,
  javaHome: string,
  output: ProgressOutput,
): Promise<JarFolders> {
  const lock = await readLock();
  const folders = {} as Record<Program, string>;
  for (const program of programs) {
    const locked = lock.filter((jar) => jar.program === program);
    const folder = join(cache, `${program}-${fingerprint(locked)}`);
    folders[program] = folder;
    if (await looksComplete(folder, locked)) continue;
    await withLock(`${folder}.lock`, { timeoutMs: 300_000 }, async () => {
      if (await looksComplete(folder, locked)) return;
      await install(program, locked, folder, { cache, javaHome, output });
    });
  }
  return folders;
}

interface FetchContext {
  readonly cache: string;
  readonly javaHome: string;
  readonly output: ProgressOutput;
}

async function install(
  program: Program,
  locked: readonly LockedJar[],
  folder: string,
  context: FetchContext,
): Promise<void> {
  const half = `${folder}.${randomUUID()}`;
  await mkdir(half, { recursive: true });
  const total = locked.reduce((sum, jar) => sum + jar.bytes, 0);
  const progress = startProgress(`downloading ${program}`, total, context.output);
  const waiting = new Map(locked.map((jar) => [jarName(jar.coordinates), jar.bytes]));
  const onJar = (name: string): void => {
    progress.advance(waiting.get(name) ?? 0);
    waiting.delete(name);
  };
  try {
    const mavenFault = await byMaven(program, half, context.javaHome, onJar);
    if (mavenFault !== null) {
      const pythonFault = await byPython(locked, half, context.cache, onJar);
      if (pythonFault !== null) throw cannotDownload(program, mavenFault, pythonFault);
    }
    await verifyJars(half, locked);
    await rm(folder, { recursive: true, force: true });
    await rename(half, folder);
    progress.finish();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw toSluiceError(error);
    throw new SluiceError(
      'DISK_FULL',
      `${context.cache} has no room for the ${total} bytes of ${program}; free some, or name another folder by SLUICE_ENGINES_CACHE`,
      { cause: error },
    );
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

async function byMaven(
  program: Program,
  folder: string,
  javaHome: string,
  onJar: (name: string) => void,
): Promise<string | null> {
  const args = ['-B', '-f', join(import.meta.dirname, `${program}.pom.xml`)];
  const result = await runTool(
    'mvn',
    [...args, 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`],
    {
      env: { ...process.env, JAVA_HOME: javaHome },
      onLine: (line) => {
        const url = /Downloaded from \S+: (\S+\.jar) /.exec(line)?.[1];
        if (url !== undefined) onJar(basename(url));
      },
    },
  );
  if (result.missing) return 'there is no mvn on the path';
  if (result.exitCode === 0) return null;
  const errors = result.lastLines.filter((line) => line.includes('ERROR'));
  return `mvn failed: ${(errors[0] ?? result.lastLines.at(-1) ?? 'without a word').slice(0, 500)}`;
}

async function byPython(
  locked: readonly LockedJar[],
  folder: string,
  cache: string,
  onJar: (name: string) => void,
): Promise<string | null> {
  const packages = join(cache, 'maven-client');
  const fault = await installPythonPackage('maven-client.requirements.txt', packages, noted);
  if (fault !== null) return fault;
  const paths: string[] = [];
  const result = await runTool('python3', [join(import.meta.dirname, 'fetch-jars.py')], {
    env: { ...process.env, PYTHONPATH: packages },
    input: locked.map((jar) => jar.coordinates).join('\n'),
    onLine: (line) => {
      if (!line.endsWith('.jar')) return;
      paths.push(line);
      onJar(basename(line));
    },
  });
  if (result.exitCode !== 0) return `the Maven client from PyPI failed: ${result.lastLines.at(-1)}`;
  for (const path of paths) await copyFile(path, join(folder, basename(path)));
  return null;
}

function noted(): void {
  // The progress of the jars is on the screen already.
}

function cannotDownload(program: Program, maven: string, python: string): SluiceError {
  return new SluiceError(
    'ENGINES_UNAVAILABLE',
    [
      `the jars of ${program} could not be downloaded:`,
      `  by Maven: ${maven}`,
      `  by a Maven client from PyPI: ${python}`,
      'Install Maven (Debian, Ubuntu: apt-get install maven; macOS: brew install maven; Fedora: dnf install maven),',
      'check that this machine reaches Maven Central, and start again.',
    ].join('\n'),
  );
}

/** Changes when a version does, so that two checkouts on different versions share one cache folder. */
function fingerprint(locked: readonly LockedJar[]): string {
  const hash = createHash('sha256');
  for (const jar of locked) hash.update(jar.sha256);
  return hash.digest('hex').slice(0, 12);
}
