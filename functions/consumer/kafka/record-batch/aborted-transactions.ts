import type { BatchHeader } from './batch-header.ts';

/** One entry of a fetch answer's list: this producer's transaction that began at `firstOffset` was aborted. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
}

/**
 * Tells which batches of one fetch answer belong to aborted transactions. The broker sends them along, with a list:
 * from an entry's first offset on, that producer's transactional batches are void until its abort marker. One filter
 * serves the batches of one partition in one answer, in their order.
 */
export class AbortedTransactionFilter {
  readonly #pending: AbortedTransaction[];
  readonly #open = new Set<bigint>();

  constructor(aborted: readonly AbortedTransaction[]) {
    // Last first, so that the next to begin is taken off the end.
    this.#pending = aborted.toSorted((a, b) => (a.firstOffset < b.firstOffset ? 1 : -1));
  }

  /** True if the batch's records must not be seen. `isAbortMarker` is asked for control batches only. */
  drops(batch: BatchHeader, isAbortMarker: (batch: BatchHeader) => boolean): boolean {
    const lastOffset = batch.baseOffset + BigInt(batch.lastOffsetDelta);
    for (let next = this.#pending.at(-1); next !== undefined; next = this.#pending.at(-1)) {
      if (next.firstOffset > lastOffset) break;
      this.#open.add(next.producerId);
      this.#pending.pop();
    }
    if (batch.control) {
      if (this.#open.has(batch.producerId) && isAbortMarker(batch)) {
        this.#open.delete(batch.producerId);
      }
      return true;
    }
    return batch.transactional && this.#open.has(batch.producerId);
  }
}
