import { userCache } from '../../functions/cli/user-cache.ts';
import { SluiceError } from '../../shared/errors.ts';
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

/**
 * SLUICE_ENGINES_CACHE, otherwise a folder of ours where this user's caches are.
 * @throws {SluiceError} ENGINES_UNAVAILABLE where there is neither
 */
export function engineCache(): string {
  const named = process.env['SLUICE_ENGINES_CACHE'];
  if (named !== undefined && named !== '') return named;
  const cache = userCache(process.env);
  if (cache !== null) return cache;
  throw new SluiceError(
    'ENGINES_UNAVAILABLE',
    'this user has no home folder to keep Java and the jars in: set SLUICE_ENGINES_CACHE to a folder that can be written',
  );
}
