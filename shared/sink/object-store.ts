/** An object that is complete and waits to be stored. */
export interface OutgoingObject {
  readonly key: string;
  /** The body in pieces, so that nobody needs to join them earlier than the wire does. */
  readonly body: readonly Uint8Array[];
  readonly byteLength: number;
  readonly contentType: string;
  readonly contentEncoding: string | null;
  /** User metadata (`x-amz-meta-…`): ASCII only. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Where objects go: one bucket, or one folder laid out like it. */
export interface ObjectStore {
  /** For messages: `s3://bucket` or a folder. */
  readonly location: string;
  /**
   * Stores the object, replacing one of the same key. Tries a few times by itself.
   * @throws {SluiceError} STORE_*, with `retryable` saying whether the caller should go on trying
   */
  readonly put: (object: OutgoingObject, signal: AbortSignal) => Promise<void>;
  /**
   * Finds out at start whether objects can be written at all, without leaving any behind.
   * @throws {SluiceError} STORE_BUCKET_MISSING, STORE_ACCESS_DENIED, STORE_CREDENTIALS, STORE_UNAVAILABLE
   */
  readonly check: (signal: AbortSignal) => Promise<void>;
  readonly close: () => void;
}
