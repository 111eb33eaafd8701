/**
 * For `--until-end` with several threads: a source stops when all of them have read their partitions of it to the end,
 * in the same generation of the group. Whoever left earlier would make the rest rebalance, and a partition on its way
 * from one thread to another is at its end for neither: the generation tells that from being done.
 *
 * Once it is decided it stays: the first one to leave begins a new generation.
 */
export class CommonEnd {
  readonly #sources: readonly string[];
  readonly #thread: number;
  readonly #threads: number;
  /** By source: whether it is decided, then for each thread the generation in which it is at the end, plus one; 0: it is not. */
  readonly #cells: Int32Array;

  /** The memory for so many threads and sources. */
  static memoryFor(threads: number, sources: number): SharedArrayBuffer {
    return new SharedArrayBuffer((threads + 1) * sources * Int32Array.BYTES_PER_ELEMENT);
  }

  constructor(memory: SharedArrayBuffer, thread: number, sources: readonly string[]) {
    this.#cells = new Int32Array(memory);
    this.#sources = sources;
    this.#thread = thread;
    this.#threads = this.#cells.length / sources.length - 1;
  }

  /**
   * @param generation in which this thread is at the end of its partitions; null: it is not
   * @returns whether all are
   */
  reached(source: string, generation: number | null): boolean {
    const decided = this.#sources.indexOf(source) * (this.#threads + 1);
    const first = decided + 1;
    const told = generation === null ? 0 : generation + 1;
    Atomics.store(this.#cells, first + this.#thread, told);
    if (Atomics.load(this.#cells, decided) === 1) return true;
    if (told === 0) return false;
    for (let cell = first; cell < first + this.#threads; cell++) {
      if (Atomics.load(this.#cells, cell) !== told) return false;
    }
    Atomics.store(this.#cells, decided, 1);
    return true;
  }
}
