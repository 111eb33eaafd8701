/** Numbers that each thread tells of itself: open, being published, fetched, being compressed. */
const numbers = 4;
/** Told in these, so that 32 bits are enough for any buffer. */
const unitBytes = 1024;

/** Bytes held, by where they are. */
export interface Held {
  readonly open: number;
  readonly publishing: number;
  readonly fetched: number;
  /** Those of the open ones that are about to become small. */
  readonly compressing: number;
}

/**
 * What each thread of a process holds, where all of them see it. Each writes its own numbers and no others, whole ones
 * and never differences: there is nothing to lock, and what a thread that died had told last does no harm to the rest.
 */
export class Holdings {
  /** Number of this thread, from 0. */
  readonly index: number;
  readonly threads: number;
  readonly #told: Int32Array;

  /** The memory for so many threads. */
  static memoryFor(threads: number): SharedArrayBuffer {
    return new SharedArrayBuffer(threads * numbers * Int32Array.BYTES_PER_ELEMENT);
  }

  constructor(memory: SharedArrayBuffer, index: number) {
    this.#told = new Int32Array(memory);
    this.index = index;
    this.threads = this.#told.length / numbers;
  }

  /** Tells what this thread has open and under publication; call at each change. */
  tellKept(open: number, publishing: number, compressing: number): void {
    this.#set(0, open);
    this.#set(1, publishing);
    this.#set(3, compressing);
  }

  /** Tells what this thread has fetched; nobody is told when that changes, so others see it as it was at the last look. */
  tellFetched(fetched: number): void {
    this.#set(2, fetched);
  }

  /** What a thread has open, as it told last, rounded up. */
  openOf(index: number): number {
    return this.#get(index, 0);
  }

  /** What all threads hold together. */
  all(): Held {
    let open = 0;
    let publishing = 0;
    let fetched = 0;
    let compressing = 0;
    for (let index = 0; index < this.threads; index++) {
      open += this.#get(index, 0);
      publishing += this.#get(index, 1);
      fetched += this.#get(index, 2);
      compressing += this.#get(index, 3);
    }
    return { open, publishing, fetched, compressing };
  }

  #set(place: number, bytes: number): void {
    Atomics.store(this.#told, this.index * numbers + place, Math.ceil(bytes / unitBytes));
  }

  #get(index: number, place: number): number {
    return Atomics.load(this.#told, index * numbers + place) * unitBytes;
  }
}
