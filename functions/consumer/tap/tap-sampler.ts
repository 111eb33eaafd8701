import { recordedLine } from '../../../shared/engine/program/dead-letter.ts';
import type { Chunk } from '../../../shared/record.ts';

/** How much somebody wants to see. */
export interface TapLimits {
  /** In each interval. */
  readonly records: number;
  readonly intervalMs: number;
}

/** Of key and value of the records that are shown in one interval: more would be felt in the memory. */
const mostBytes = 2 * 1024 * 1024;
/** So that one partition with much to read does not take all there is to be seen. */
const shares = 4;

/**
 * Takes a few of the records that come, while somebody wants to see some: the first of each chunk, a quarter of the limit
 * at most, until the limit of the interval is reached. Beyond that, and while nobody looks, a chunk costs one comparison.
 */
export class TapSampler {
  readonly #give: (lines: readonly string[]) => void;
  readonly #nowMs: () => number;
  readonly #maxBytes: number;
  #limits: TapLimits | null = null;
  #endsMs = 0;
  #records = 0;
  #bytes = 0;

  /** @param maxBytes in one interval */
  constructor(
    give: (lines: readonly string[]) => void,
    nowMs: () => number,
    maxBytes: number = mostBytes,
  ) {
    this.#give = give;
    this.#nowMs = nowMs;
    this.#maxBytes = maxBytes;
  }

  /** @param limits null: nobody looks any more */
  set(limits: TapLimits | null): void {
    this.#limits = limits;
    this.#endsMs = 0;
  }

  /** Before anybody else has looked at the chunk, or after: it is not changed, and nothing of it is kept. */
  offer(source: string, chunk: Chunk): void {
    if (this.#limits === null) return;
    const { intervalMs, records } = this.#limits;
    const now = this.#nowMs();
    if (now >= this.#endsMs) {
      this.#endsMs = now + intervalMs;
      this.#records = records;
      this.#bytes = this.#maxBytes;
    }
    const wanted = Math.min(this.#records, Math.ceil(records / shares));
    if (wanted > 0) this.#take(source, chunk, wanted);
  }

  #take(source: string, chunk: Chunk, wanted: number): void {
    const lines: string[] = [];
    const cursor = chunk.cursor();
    // a record that is too long to be shown is passed over, but not for as long as the chunk goes on
    for (let seen = 0; lines.length < wanted && seen < 2 * wanted && cursor.next(); seen++) {
      const { keyEnd, keyStart, valueEnd, valueStart } = cursor;
      const bytes = keyEnd - keyStart + (valueEnd - valueStart);
      if (bytes > this.#bytes) continue;
      this.#bytes -= bytes;
      this.#records--;
      const offset = chunk.start + BigInt(cursor.offsetDelta);
      lines.push(recordedLine(source, chunk, offset, cursor));
    }
    if (lines.length > 0) this.#give(lines);
  }
}
