import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { SluiceError } from '../../../shared/errors.ts';
import type { ObjectStore, OutgoingObject } from '../../../shared/sink/object-store.ts';

/**
 * A folder laid out as the bucket would be. An object is written beside its place and then moved there, so that a file
 * under its own name is always whole.
 */
export function createFolderStore(folder: string): ObjectStore {
  const root = resolve(folder);
  return {
    location: root,
    put: (object, signal) => put(root, object, signal),
    check: async () => {
      try {
        await mkdir(root, { recursive: true });
        const probe = join(root, `.sluice-${randomUUID()}.tmp`);
        await (await open(probe, 'wx')).close();
        await rm(probe);
      } catch (thrown) {
        throw storeError(thrown, `the folder '${root}'`);
      }
    },
    close: () => {},
  };
}

async function put(root: string, object: OutgoingObject, signal: AbortSignal): Promise<void> {
  const path = pathOf(root, object.key);
  const temporary = join(dirname(path), `.sluice-${randomUUID()}.tmp`);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      for (const piece of object.body) {
        signal.throwIfAborted();
        await writeWhole(file, piece);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (signal.aborted) return;
    throw storeError(thrown, `the object '${object.key}'`);
  }
}

/** One write may take less than it is given, on a disk that is nearly full. */
async function writeWhole(
  file: { readonly write: (bytes: Uint8Array) => Promise<{ readonly bytesWritten: number }> },
  bytes: Uint8Array,
): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await file.write(bytes.subarray(at));
    at += bytesWritten;
  }
}

/** Where a key lies; it is refused where that is not below the folder or not a plain path. */
function pathOf(root: string, key: string): string {
  const path = resolve(root, key);
  const plain = key.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (!plain || key.includes('\0') || !path.startsWith(root + sep)) {
    throw new SluiceError(
      'STORE_REJECTED',
      `the key '${key.replaceAll('\0', '\\0')}' cannot be a file below '${root}'; allowed: names with single slashes between, none of them . or ..`,
    );
  }
  return path;
}

function storeError(thrown: unknown, what: string): SluiceError {
  const code = (thrown as NodeJS.ErrnoException | null)?.code ?? 'unknown cause';
  const options = { cause: thrown };
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new SluiceError('DISK_FULL', `${what} does not fit on the device (${code})`, options);
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new SluiceError('STORE_REJECTED', `${what} may not be written (${code})`, options);
  }
  if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ENAMETOOLONG') {
    const why = 'a file cannot be a folder too, and a name has at most 255 bytes';
    return new SluiceError(
      'STORE_REJECTED',
      `${what} cannot be written (${code}): ${why}`,
      options,
    );
  }
  return new SluiceError('STORE_UNAVAILABLE', `${what} cannot be written (${code})`, options);
}
