/** Bytes of records after which a checkpoint is written, so that so much is read from Kafka again at most. */
const everyBytes = 8 * 1024 * 1024;
/** Where less comes in: the time after which one is written all the same, in ms. */
const everyMs = 30_000;
/**
 * Bytes of records that each object should have had since the last one. A checkpoint ends the frames of all objects, and
 * small frames compress badly: half of a full block costs little, less than that is not worth what is saved.
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
