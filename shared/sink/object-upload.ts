import type { OutgoingObject } from './object-store.ts';

/** What S3 asks of every part but the last. */
export const minPartBytes: number = 5 * 1024 * 1024;

/** What is known of an object before its content is whole. */
export type UploadHead = Pick<OutgoingObject, 'key' | 'contentType' | 'metadata' | 'kind'>;

/**
 * An object that is stored in parts while it grows. Nothing shows under its key before `complete`. Whoever begins one
 * ends it, by `complete` or `abort`: parts that nobody ends lie in the bucket unseen, and cost.
 */
export interface ObjectUpload {
  /**
   * Stores a part, in any order and several at once; the same number again replaces it. Tries a few times by itself.
   * @param number from 1 to 10,000, in the end without gaps
   * @param pieces at least `minPartBytes` together, but for the part with the highest number; not changed until it is done
   * @throws {SluiceError} STORE_*; STORE_UPLOAD_GONE where somebody has ended the upload
   */
  readonly uploadPart: (
    number: number,
    pieces: readonly Uint8Array[],
    signal: AbortSignal,
  ) => Promise<void>;
  /**
   * Makes the parts an object, in one step. There has to be one part at least, and none under way.
   *
   * `create`: as `ObjectStore.create`. `exists` says that the key is taken, perhaps by ourselves where an answer was
   * lost; the parts are then gone. `replace`: as `ObjectStore.put`, and never `exists`. Tries a few times by itself, and
   * may be called again after it has thrown.
   * @throws {SluiceError} as `uploadPart`
   */
  readonly complete: (
    condition: 'create' | 'replace',
    signal: AbortSignal,
  ) => Promise<'created' | 'exists'>;
  /**
   * Throws the parts away; also where they are gone already. No part may be under way, as S3 would keep that one.
   * @throws {SluiceError} STORE_*; it may be called again
   */
  readonly abort: (signal: AbortSignal) => Promise<void>;
}

/** An upload that nobody has ended yet. */
export interface ListedUpload {
  readonly key: string;
  readonly startedAt: Date | null;
}
