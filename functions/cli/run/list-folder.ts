import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { SluiceError } from '../../../shared/errors.ts';
import type { ListedObject } from '../../../shared/sink/object-store.ts';

/**
 * The files below a folder as a bucket would list its objects, sorted by key; what is still being written is left out.
 * A folder that does not exist holds none.
 * @throws {SluiceError} STORE_UNAVAILABLE where it cannot be read
 */
export async function* listFolder(
  root: string,
  prefix: string,
): AsyncGenerator<ListedObject, void, undefined> {
  const keys = (await filesBelow(root))
    .map((path) => relative(root, path).replaceAll(sep, '/'))
    .filter((key) => key.startsWith(prefix));
  for (const key of keys.toSorted()) {
    // a file may go while others are told
    const found = await stat(join(root, key)).catch(() => null);
    if (found !== null) yield { key, byteLength: found.size };
  }
}

async function filesBelow(root: string): Promise<string[]> {
  try {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !/^\.sluice-.*\.tmp$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException | null)?.code ?? 'unknown cause';
    if (code === 'ENOENT') return [];
    throw new SluiceError('STORE_UNAVAILABLE', `the folder '${root}' cannot be read (${code})`, {
      cause: thrown,
    });
  }
}
