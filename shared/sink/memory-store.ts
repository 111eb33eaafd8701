import { SluiceError } from '../errors.ts';
import { startMemoryUpload } from './memory-upload.ts';
import { type KeeperStore, maxGetBytes, type OutgoingObject } from './object-store.ts';
import type { UploadHead } from './object-upload.ts';

/** An object as a store in memory has it. */
export interface MemoryObject {
  /** As it was given, but for its body, whose memory may be used again by whoever gave it. */
  readonly object: Omit<OutgoingObject, 'body'>;
  readonly bytes: Buffer;
  /** The bytes as UTF-8. */
  readonly text: string;
}

/** A store that lives as long as the process, with all that a bucket promises. */
export interface MemoryStore extends KeeperStore {
  /** By key, in the order in which the keys were first stored. */
  readonly objects: Map<string, MemoryObject>;
  /** What is growing and neither completed nor aborted. */
  readonly uploads: ReadonlySet<UploadHead>;
}

/** For trying a pipeline, and for tests: nothing leaves the process, and nothing fails. */
export function createMemoryStore(): MemoryStore {
  const objects: MemoryStore['objects'] = new Map();
  const store = (object: OutgoingObject): void => {
    const bytes = Buffer.concat(object.body);
    objects.set(object.key, {
      object,
      bytes,
      get text() {
        return bytes.toString('utf8');
      },
    });
  };
  const uploads = new Set<UploadHead>();
  const uploading = { has: (key: string): boolean => objects.has(key), store, open: uploads };
  return {
    location: 'memory',
    objects,
    uploads,
    put: (object) => Promise.resolve(store(object)),
    create: (object) => {
      if (objects.has(object.key)) return Promise.resolve('exists');
      store(object);
      return Promise.resolve('created');
    },
    startUpload: (head) => Promise.resolve(startMemoryUpload(uploading, head)),
    head: (key) => {
      const found = objects.get(key);
      if (found === undefined) return Promise.resolve(null);
      const { bytes, object } = found;
      const metadata = { ...object.metadata };
      return Promise.resolve({ byteLength: bytes.length, metadata, lastModified: null });
    },
    get: (key, _signal, maxBytes = maxGetBytes) => {
      const bytes = objects.get(key)?.bytes;
      if (bytes === undefined) return Promise.resolve(null);
      if (bytes.length <= maxBytes) return Promise.resolve(Buffer.from(bytes));
      const error = `the object '${key}' has ${bytes.length} bytes; at most ${maxBytes} are read`;
      return Promise.reject(new SluiceError('STORE_REJECTED', error));
    },
    getRange: (key, { start, end }) => {
      const bytes = objects.get(key)?.bytes;
      return Promise.resolve(bytes === undefined ? null : Buffer.from(bytes.subarray(start, end)));
    },
    remove: (key) => {
      objects.delete(key);
      return Promise.resolve();
    },
    list: async function* (prefix) {
      const found = [...objects].filter(([key]) => key.startsWith(prefix));
      for (const [key, { bytes }] of found.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
        yield await Promise.resolve({ key, byteLength: bytes.length });
      }
    },
    listUploads: async function* (prefix) {
      for (const { key } of [...uploads].filter((upload) => upload.key.startsWith(prefix))) {
        yield await Promise.resolve({ key, startedAt: null });
      }
    },
    supportsCreate: () => Promise.resolve(true),
    supportsUploads: () => Promise.resolve(true),
    check: () => Promise.resolve(),
    close: () => undefined,
  };
}
