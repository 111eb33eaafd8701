import { SluiceError } from '../errors.ts';
import type { OutgoingObject } from './object-store.ts';
import type { ObjectUpload, UploadHead } from './object-upload.ts';

/** What an upload in memory needs of its store. */
interface MemoryUploading {
  readonly has: (key: string) => boolean;
  readonly store: (object: OutgoingObject) => void;
  /** The uploads that nobody has ended. */
  readonly open: Set<UploadHead>;
}

/** Keeps the parts until they are an object. Parts may be of any size here. */
export function startMemoryUpload(
  { has, store, open }: MemoryUploading,
  head: UploadHead,
): ObjectUpload {
  // told apart from another upload of the same head
  const upload = { ...head };
  open.add(upload);
  const parts = new Map<number, Buffer>();
  const gone = (): SluiceError | null =>
    open.has(upload)
      ? null
      : new SluiceError('STORE_UPLOAD_GONE', `the upload of '${head.key}' was ended already`);
  return {
    uploadPart: (number, pieces) => {
      const error = gone();
      if (error !== null) return Promise.reject(error);
      parts.set(number, Buffer.concat(pieces));
      return Promise.resolve();
    },
    complete: (condition) => {
      if (condition === 'create' && has(head.key)) {
        open.delete(upload);
        return Promise.resolve('exists');
      }
      const error = gone();
      if (error !== null) return Promise.reject(error);
      open.delete(upload);
      const inOrder = [...parts].toSorted(([a], [b]) => a - b).map(([, part]) => part);
      const byteLength = inOrder.reduce((sum, part) => sum + part.length, 0);
      store({ ...head, body: inOrder, byteLength });
      return Promise.resolve('created');
    },
    abort: () => {
      open.delete(upload);
      return Promise.resolve();
    },
  };
}
