import type { ListedUpload, ObjectUpload, UploadHead } from './object-upload.ts';

/** An object that is complete and waits to be stored. */
export interface OutgoingObject {
  readonly key: string;
  /** The body in pieces, so that nobody needs to join them earlier than the wire does. */
  readonly body: readonly Uint8Array[];
  readonly byteLength: number;
  readonly contentType: string;
  /** User metadata (`x-amz-meta-…`): ASCII only, names in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
  /**
   * `record`: Sluice itself reads it again (an epoch record, a marker). The sink's storage class, content type and
   * encoding are for its data: an archived record could not be read. Default: `data`.
   */
  readonly kind?: 'data' | 'record';
}

/** What a store tells of an object without giving its bytes. */
export interface StoredObject {
  readonly byteLength: number;
  /** User metadata, names in lower case and without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly lastModified: Date | null;
}

/** One line of a listing. */
export interface ListedObject {
  readonly key: string;
  readonly byteLength: number;
}

/** What `get` gives at most, in bytes: epoch records and markers are far below, and a whole object is never needed. */
export const maxGetBytes: number = 16 * 1024 * 1024;

/** Where objects go: one bucket, or one folder laid out like it. As much of it as a host needs that keeps no offsets. */
export interface ObjectWriter {
  /** For messages: `s3://bucket` or a folder. */
  readonly location: string;
  /**
   * Stores the object, replacing one of the same key. Tries a few times by itself.
   * @throws {SluiceError} STORE_*, with `retryable` saying whether the caller should go on trying
   */
  readonly put: (object: OutgoingObject, signal: AbortSignal) => Promise<void>;
  readonly close: () => void;
}

/** The same, with all that exactly once, large objects and tools need besides. */
export interface ObjectStore extends ObjectWriter {
  /**
   * Stores the object only where its key is free, in one step: of many creators of a key exactly one is told `created`.
   * `exists` is also the answer where our own first try was stored and only its answer was lost, so it says that the
   * key is taken, never by whom: compare with `head`. Tries a few times by itself.
   * @throws {SluiceError} as `put`
   */
  readonly create: (object: OutgoingObject, signal: AbortSignal) => Promise<'created' | 'exists'>;
  /**
   * Begins an object that is stored while it grows.
   * @throws {SluiceError} as `put`; STORE_REJECTED where the store has no such uploads
   */
  readonly startUpload: (head: UploadHead, signal: AbortSignal) => Promise<ObjectUpload>;
  /**
   * Null: no such object. In S3 a bucket that was deleted in the meantime also reads as null, because an answer to HEAD
   * has no body to say more; the next `create` tells.
   * @throws {SluiceError} STORE_*; STORE_ACCESS_DENIED also for a missing object where s3:ListBucket is not granted
   */
  readonly head: (key: string, signal: AbortSignal) => Promise<StoredObject | null>;
  /**
   * The bytes of a small object as they are stored; null: no such object.
   * @param maxBytes in place of `maxGetBytes`, for whoever has to see a whole data object
   * @throws {SluiceError} as `head`; STORE_REJECTED for more
   */
  readonly get: (key: string, signal: AbortSignal, maxBytes?: number) => Promise<Buffer | null>;
  /**
   * A piece of an object of any size: the bytes from one position up to, and without, another, both within the object.
   * Null: no such object.
   * @throws {SluiceError} as `head`
   */
  readonly getRange: (
    key: string,
    range: { readonly start: number; readonly end: number },
    signal: AbortSignal,
  ) => Promise<Buffer | null>;
  /**
   * Every object whose key begins with the prefix, page by page, in the store's own order.
   * @throws {SluiceError} STORE_*, at the page where it happens
   */
  readonly list: (prefix: string, signal: AbortSignal) => AsyncIterable<ListedObject>;
  /**
   * Every upload under a key with this prefix that is neither completed nor aborted; none where the store has no
   * uploads that outlive the process.
   * @throws {SluiceError} STORE_*, at the page where it happens
   */
  readonly listUploads: (prefix: string, signal: AbortSignal) => AsyncIterable<ListedUpload>;
  /**
   * Whether exactly-once publishing can rest on this store: `create` never replaces an object, and `head` gives back
   * the metadata that was stored. Asks the store the first time, then remembers.
   * @throws {SluiceError} STORE_*, where the question could not be answered
   */
  readonly supportsCreate: (signal: AbortSignal) => Promise<boolean>;
  /**
   * Whether objects can be stored while they grow, and, for `create`, whether completing one never replaces an object:
   * there are stores that honour the condition on a put alone. Asks the store the first time, then remembers.
   * @throws {SluiceError} STORE_*, where the question could not be answered
   */
  readonly supportsUploads: (
    condition: 'create' | 'replace',
    signal: AbortSignal,
  ) => Promise<boolean>;
  /**
   * Finds out at start whether objects can be written at all, without leaving any behind.
   * @throws {SluiceError} STORE_BUCKET_MISSING, STORE_ACCESS_DENIED, STORE_CREDENTIALS, STORE_UNAVAILABLE
   */
  readonly check: (signal: AbortSignal) => Promise<void>;
}

/** What whoever keeps a bucket in order can do besides; a consumer is never given it, nor needs the right to. */
export interface KeeperStore extends ObjectStore {
  /** Deletes the object; none of that key is no error. Needs s3:DeleteObject. @throws {SluiceError} STORE_* */
  readonly remove: (key: string, signal: AbortSignal) => Promise<void>;
}
