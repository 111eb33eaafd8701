/** Bytes of records after which a checkpoint is written, so that so much is read from Kafka again at most. */
const everyBytes = 8 * 1024 * 1024;
/** Where less comes in: the time after which one is written all the same, in ms. */
const everyMs = 30_000;
/**
 * Bytes of records that each object should have had since the last one. A checkpoint ends the frames of all objects, and
 * small frames compress badly. Measured on device events (gzip 6, zstd 1), objects grow by 0.03 % with one object to the
 * epoch, 0.2 % with 8, and 1.3 % at this floor.
 */
const minBytesPerObject = 128 * 1024;

/** Decides when an open epoch is worth a checkpoint: by bytes and time, never by chunk. */
export class CheckpointRule {
  #bytes = 0;
  #sinceMs: number;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  /** Counts a chunk. @returns whether a checkpoint is due behind it */
  took(bytes: number, objects: number, nowMs: number): boolean {
    this.#bytes += bytes;
    if (this.#bytes < minBytesPerObject * objects) return false;
    return this.#bytes >= everyBytes || nowMs - this.#sinceMs >= everyMs;
  }

  written(nowMs: number): void {
    this.#bytes = 0;
    this.#sinceMs = nowMs;
  }
}
