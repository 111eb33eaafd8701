import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '../../shared/errors.ts';

/** One line of `jars.lock`: which program needs it, its coordinates, and what it must be, byte for byte. */
export interface LockedJar {
  readonly program: Program;
  /** `group:artifact:version`. */
  readonly coordinates: string;
  readonly sha256: string;
  readonly bytes: number;
}

export type Program = 'kafka' | 's3proxy';

export const programs: readonly Program[] = ['kafka', 's3proxy'];

export const lockPath: string = join(import.meta.dirname, 'jars.lock');

/** Reads `jars.lock`: `program coordinates sha256 bytes` a line, `#` begins a remark. */
export async function readLock(path: string = lockPath): Promise<LockedJar[]> {
  const text = await readFile(path, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [program, coordinates, sha256, bytes] = line.split(' ');
      if (!isProgram(program) || coordinates === undefined || sha256?.length !== 64) {
        throw new SluiceError('ENGINES_UNAVAILABLE', `${path}: line not understood: ${line}`);
      }
      return { program, coordinates, sha256, bytes: Number(bytes) };
    });
}

function isProgram(word: string | undefined): word is Program {
  return programs.some((program) => program === word);
}

/** The file name under which every Maven client stores a jar. */
export function jarName(coordinates: string): string {
  const [, artifact, version] = coordinates.split(':');
  return `${artifact}-${version}.jar`;
}

/**
 * Compares the jars in a folder with the lock: every one there, nothing else, each with the bytes that were locked.
 * @throws {SluiceError} ENGINES_UNAVAILABLE with every difference, what was got and what was expected
 */
export async function verifyJars(folder: string, locked: readonly LockedJar[]): Promise<void> {
  const faults: string[] = [];
  const present = new Set(await readdir(folder));
  for (const jar of locked) {
    const name = jarName(jar.coordinates);
    if (!present.delete(name)) {
      faults.push(`${name}: missing`);
      continue;
    }
    const got = await sha256Of(join(folder, name));
    if (got !== jar.sha256) faults.push(`${name}: got sha256 ${got}, expected ${jar.sha256}`);
  }
  for (const name of present) faults.push(`${name}: not in the lock file`);
  if (faults.length === 0) return;
  throw new SluiceError(
    'ENGINES_UNAVAILABLE',
    `the downloaded jars in ${folder} are not those of infra/local/jars.lock:\n  ${faults.join('\n  ')}\n` +
      'Nothing of it was kept. Delete these files from your local Maven repository and start again; ' +
      'if it stays so, a mirror on the way serves other files than Maven Central did when the lock was written.',
  );
}

/** Cheap look at a folder that was verified when it was made: every jar there with its size. */
export async function looksComplete(
  folder: string,
  locked: readonly LockedJar[],
): Promise<boolean> {
  for (const jar of locked) {
    const found = await stat(join(folder, jarName(jar.coordinates))).catch(() => null);
    if (found?.size !== jar.bytes) return false;
  }
  return true;
}

export async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
