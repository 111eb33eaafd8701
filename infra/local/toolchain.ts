import { homedir } from 'node:os';
import { join } from 'node:path';
import { fetchJars } from './fetch-jars.ts';
import { findJava } from './java-runtime.ts';
import type { ProgressOutput } from './progress.ts';

/** What both servers run with. */
export interface Toolchain {
  readonly java: string;
  readonly kafkaJars: string;
  readonly s3Jars: string;
}

/**
 * Java and the jars, from this machine or downloaded once per user.
 * @throws {SluiceError} ENGINES_UNAVAILABLE saying what to install, DISK_FULL
 */
export async function prepareToolchain(
  cache: string = engineCache(),
  output: ProgressOutput = process.stderr,
): Promise<Toolchain> {
  const java = await findJava(cache, output);
  const jars = await fetchJars(cache, java.home, output);
  return { java: java.executable, kafkaJars: jars.kafka, s3Jars: jars.s3proxy };
}

/** SLUICE_ENGINES_CACHE, otherwise a folder of ours where this user's caches are. */
export function engineCache(): string {
  const named = process.env['SLUICE_ENGINES_CACHE'];
  if (named !== undefined && named !== '') return named;
  const xdg = process.env['XDG_CACHE_HOME'];
  return join(xdg !== undefined && xdg !== '' ? xdg : join(homedir(), '.cache'), 'sluice');
}
