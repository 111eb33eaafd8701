import { randomUUID } from 'node:crypto';
import { SluiceError } from '../../../shared/errors.ts';
import type { ObjectUpload, UploadHead } from '../../../shared/sink/object-upload.ts';

/** What an upload needs of the folder; keys lie below it. */
export interface FolderFiles {
  readonly write: (
    key: string,
    body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    condition: 'create' | 'replace',
    signal: AbortSignal,
  ) => Promise<'created' | 'exists'>;
  readonly read: (key: string) => AsyncIterable<Uint8Array>;
  readonly remove: (key: string) => Promise<void>;
}

/** Keeps each part as a file of its own beside the object's place, and puts them together in the end. */
export function startFolderUpload(files: FolderFiles, { key }: UploadHead): ObjectUpload {
  const stem = `${key.slice(0, key.lastIndexOf('/') + 1)}.sluice-${randomUUID()}`;
  const parts = new Map<number, string>();
  let ended = false;
  const removeParts = async (): Promise<void> => {
    ended = true;
    for (const part of parts.values()) await files.remove(part);
    parts.clear();
  };
  const checkOpen = (): void => {
    if (ended) throw new SluiceError('STORE_UPLOAD_GONE', `the upload of '${key}' was ended`);
  };
  async function* wholeBody(): AsyncGenerator<Uint8Array, void, undefined> {
    for (const [, part] of [...parts].toSorted(([a], [b]) => a - b)) yield* files.read(part);
  }
  return {
    uploadPart: async (number, pieces, signal) => {
      checkOpen();
      const part = `${stem}-${number}.tmp`;
      await files.write(part, pieces, 'replace', signal);
      parts.set(number, part);
    },
    complete: async (condition, signal) => {
      checkOpen();
      const answer = await files.write(key, wholeBody(), condition, signal);
      await removeParts();
      return answer;
    },
    abort: removeParts,
  };
}
