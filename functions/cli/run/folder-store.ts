import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { SluiceError } from '../../../shared/errors.ts';
import {
  maxGetBytes,
  type ObjectStore,
  type StoredObject,
} from '../../../shared/sink/object-store.ts';
import { type FolderFiles, startFolderUpload } from './folder-upload.ts';
import { listFolder } from './list-folder.ts';

/** Moves what was written beside its place to it. */
type Place<T> = (temporary: string, path: string) => Promise<T>;

/**
 * A folder laid out as the bucket would be. An object is written beside its place and then moved there, so that a file
 * under its own name is always whole. User metadata is not kept: a file has no place for it, so `head` gives none and
 * `supportsCreate` is false, although `create` itself is as good as a bucket's.
 */
export function createFolderStore(folder: string): ObjectStore {
  const root = resolve(folder);
  const files: FolderFiles = {
    write: async (key, body, condition, signal) => {
      const answer = await write(
        root,
        key,
        body,
        signal,
        condition === 'create' ? placeNew : placeOver,
      );
      if (answer !== null) return answer;
      throw new SluiceError('STORE_UNAVAILABLE', `the object '${key}' was called off`);
    },
    read: (key) => createReadStream(pathOf(root, key)),
    remove: (key) => rm(pathOf(root, key), { force: true }),
  };
  return {
    location: root,
    put: async ({ key, body }, signal) => {
      await write(root, key, body, signal, rename);
    },
    create: ({ key, body }, signal) => files.write(key, body, 'create', signal),
    startUpload: (upload) => Promise.resolve(startFolderUpload(files, upload)),
    head: (key) => head(root, key),
    get: (key, _signal, maxBytes) => get(root, key, maxBytes),
    getRange: (key, range) => getRange(root, key, range),
    list: (prefix) => listFolder(root, prefix),
    listUploads: async function* () {
      // what is growing is beside its place, under a name of its own, and nobody goes on with it after a crash
    },
    supportsCreate: () => Promise.resolve(false),
    supportsUploads: () => Promise.resolve(true),
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

/** Null: called off. */
async function write<T>(
  root: string,
  key: string,
  body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  place: Place<T>,
): Promise<T | null> {
  const path = pathOf(root, key);
  const temporary = join(dirname(path), `.sluice-${randomUUID()}.tmp`);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      for await (const piece of body) {
        signal.throwIfAborted();
        await writeWhole(file, piece);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    return await place(temporary, path);
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (signal.aborted) return null;
    throw storeError(thrown, `the object '${key}'`);
  }
}

async function placeOver(temporary: string, path: string): Promise<'created'> {
  await rename(temporary, path);
  return 'created';
}

/** A second name for the file, which the system refuses where the name is taken; then the first one goes. */
async function placeNew(temporary: string, path: string): Promise<'created' | 'exists'> {
  let answer: 'created' | 'exists' = 'created';
  try {
    await link(temporary, path);
  } catch (thrown) {
    const isFile = codeOf(thrown) === 'EEXIST' && (await stat(path)).isFile();
    if (!isFile) throw thrown;
    answer = 'exists';
  }
  await rm(temporary);
  return answer;
}

async function head(root: string, key: string): Promise<StoredObject | null> {
  return orMissing(key, async () => {
    const found = await stat(pathOf(root, key));
    if (!found.isFile()) return null;
    return { byteLength: found.size, metadata: {}, lastModified: found.mtime };
  });
}

async function get(
  root: string,
  key: string,
  maxBytes: number = maxGetBytes,
): Promise<Buffer | null> {
  return orMissing(key, async () => {
    const path = pathOf(root, key);
    const found = await stat(path);
    if (!found.isFile()) return null;
    if (found.size <= maxBytes) return readFile(path);
    throw new SluiceError(
      'STORE_REJECTED',
      `the object '${key}' has ${found.size} bytes; at most ${maxBytes} are read`,
    );
  });
}

async function getRange(
  root: string,
  key: string,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<Buffer | null> {
  return orMissing(key, async () => {
    const file = await open(pathOf(root, key), 'r');
    try {
      const { buffer, bytesRead } = await file.read(
        Buffer.alloc(end - start),
        0,
        end - start,
        start,
      );
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  });
}

async function orMissing<T>(key: string, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof SluiceError) throw thrown;
    const code = codeOf(thrown);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new SluiceError('STORE_UNAVAILABLE', `the object '${key}' cannot be read (${code})`, {
      cause: thrown,
    });
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
  const code = codeOf(thrown);
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

function codeOf(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException | null)?.code ?? 'unknown cause';
}
