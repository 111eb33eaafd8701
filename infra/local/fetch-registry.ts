import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import { SluiceError, toSluiceError } from '../../shared/errors.ts';
import { installPythonPackage } from './install-python-package.ts';
import { withLock } from './lock-file.ts';
import { sha256Of } from './locked-jars.ts';
import { type ProgressOutput, startProgress } from './progress.ts';
import { runTool } from './run-tool.ts';

/** Apicurio Registry, whole, as Maven Central has it: it speaks Confluent's API, keeps its schemas in memory, and needs Java 17. */
const archive = {
  coordinates: 'io.apicurio:apicurio-registry-app:3.0.9:tar.gz:all',
  file: 'apicurio-registry-app-3.0.9-all.tar.gz',
  runner: 'apicurio-registry-app-3.0.9-runner.jar',
  sha256: '2b28181501a20cbf6efcd77f9b7153908fc01f3d3a7c32024c0bd9e1b04c8a43',
  bytes: 108_860_403,
} as const;

/**
 * The schema registry for tests: 109 MB, downloaded once per user by Maven, or by a Maven client from PyPI where there is
 * none, and verified. Only what starts a registry asks for it.
 * @returns the jar that starts it
 * @throws {SluiceError} ENGINES_UNAVAILABLE (nothing to download with, no network, other bytes than locked)
 */
export async function fetchRegistry(
  cache: string,
  javaHome: string,
  output: ProgressOutput,
): Promise<string> {
  const folder = join(cache, `apicurio-${archive.sha256.slice(0, 12)}`);
  const runner = join(folder, archive.runner);
  const isThere = async (): Promise<boolean> =>
    (await stat(runner).catch(() => null))?.isFile() === true;
  if (await isThere()) return runner;
  await mkdir(cache, { recursive: true });
  await withLock(`${folder}.lock`, { timeoutMs: 600_000 }, async () => {
    if (await isThere()) return;
    const half = `${folder}.${randomUUID()}`;
    await mkdir(half, { recursive: true });
    const progress = startProgress('downloading a schema registry', archive.bytes, output);
    try {
      await unpack(await download(half, cache, javaHome), half);
      await rm(folder, { recursive: true, force: true });
      await rename(half, folder);
      progress.finish();
    } catch (error) {
      throw toSluiceError(error);
    } finally {
      await rm(half, { recursive: true, force: true });
    }
  });
  return runner;
}

/** @returns the archive, with the bytes that are locked */
async function download(folder: string, cache: string, javaHome: string): Promise<string> {
  const path = join(folder, archive.file);
  const maven = await runTool(
    'mvn',
    [
      '-B',
      '-q',
      'dependency:copy',
      `-Dartifact=${archive.coordinates}`,
      `-DoutputDirectory=${folder}`,
    ],
    { env: { ...process.env, JAVA_HOME: javaHome }, cwd: folder },
  );
  if (maven.exitCode !== 0) {
    const python = await byPython(path, cache);
    if (python !== null) {
      throw unavailable(
        `it could not be downloaded:\n  by Maven: ${maven.missing ? 'there is no mvn on the path' : maven.lastLines.at(-1)}\n  by a Maven client from PyPI: ${python}`,
      );
    }
  }
  const got = await sha256Of(path);
  if (got === archive.sha256) return path;
  throw unavailable(`${archive.file} has sha256 ${got}, expected ${archive.sha256}`);
}

/** Null: it is there. Otherwise why not. */
async function byPython(path: string, cache: string): Promise<string | null> {
  const packages = join(cache, 'maven-client');
  const fault = await installPythonPackage(
    'maven-client.requirements.txt',
    packages,
    () => undefined,
  );
  if (fault !== null) return fault;
  let found = '';
  const client = await runTool('python3', [join(import.meta.dirname, 'fetch-jars.py')], {
    env: { ...process.env, PYTHONPATH: packages },
    input: archive.coordinates,
    onLine: (line) => {
      if (line.endsWith(basename(path))) found = line;
    },
  });
  if (client.exitCode !== 0 || found === '') return client.lastLines.at(-1) ?? 'without a word';
  await copyFile(found, path);
  return null;
}

async function unpack(path: string, folder: string): Promise<void> {
  const tar = await runTool('tar', ['xzf', path, '-C', folder]);
  if (tar.exitCode !== 0) throw unavailable(`tar failed: ${tar.lastLines.at(-1)}`);
  await rm(path);
  if ((await readdir(folder)).includes(archive.runner)) return;
  throw unavailable(`${archive.file} holds no ${archive.runner}`);
}

function unavailable(why: string): SluiceError {
  return new SluiceError('ENGINES_UNAVAILABLE', `the schema registry for tests: ${why}`);
}
