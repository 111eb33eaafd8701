import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SluiceError } from '../../../shared/errors.ts';
import { unpackZstd } from '../../../shared/sink/compress/zstd-frames.ts';

/**
 * Opens recorded events: a file, unpacked where its name ends in .gz or .zst, or stdin for `-`.
 * @throws {SluiceError} INPUT_UNREADABLE where it is not there or no file
 */
export async function openInput(input: string, cwd: string, stdin: Readable): Promise<Readable> {
  if (input === '-') return stdin;
  const path = resolve(cwd, input);
  const found = await stat(path).catch((thrown: unknown) => {
    throw inputError(input, thrown);
  });
  if (found.isDirectory()) {
    throw new SluiceError(
      'INPUT_UNREADABLE',
      `the input '${input}' is a folder; name a file in it`,
    );
  }
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  if (path.endsWith('.zst')) return Readable.from(unpackZstd(file));
  // A failure of either end comes out where it is read.
  return path.endsWith('.gz') ? pipeline(file, createGunzip(), () => {}) : file;
}

/** What went wrong while the input was opened or read. */
export function inputError(input: string, thrown: unknown): SluiceError {
  if (thrown instanceof SluiceError) return thrown;
  const code = (thrown as NodeJS.ErrnoException | null)?.code ?? 'unknown cause';
  const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
  return new SluiceError('INPUT_UNREADABLE', `the input '${input}': ${why}`, { cause: thrown });
}
