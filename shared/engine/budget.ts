/**
 * What the process holds for records on their way, in bytes: one account for all sources, so that many partitions or
 * many prefixes cannot add up to more than was allowed.
 *
 *     0 ───────── relieve at 60 % ───────── stop fetching at 85 % ── 100 % = buffer.maxBytes
 *
 * Above the first mark the engine ends epochs, largest first: that turns open bytes into bytes being published, which
 * go away by themselves. Above the second nothing more is fetched until enough has gone. The last 15 % are for what is
 * on its way when fetching stops.
 */
export class Budget {
  readonly maxBytes: number;
  readonly #relieveAbove: number;
  readonly #stopAbove: number;
  #open = 0;
  #publishing = 0;
  #fetched: () => number = () => 0;
  #waiting: (() => void)[] = [];

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
    this.#relieveAbove = maxBytes * 0.6;
    this.#stopAbove = maxBytes * 0.85;
  }

  /** Bytes in open objects, buffers at their full length included. */
  get open(): number {
    return this.#open;
  }

  /** Bytes on their way out: in objects of ended epochs that are not stored yet, or on their way to the disk. */
  get publishing(): number {
    return this.#publishing;
  }

  get fetched(): number {
    return this.#fetched();
  }

  get held(): number {
    return this.#open + this.#publishing + this.#fetched();
  }

  /** Tells who knows how many fetched bytes wait to be processed; adds up over several calls. */
  countFetched(read: () => number): void {
    const before = this.#fetched;
    this.#fetched = () => before() + read();
  }

  addOpen(bytes: number): void {
    this.#open += bytes;
    if (bytes < 0) this.#wake();
  }

  addPublishing(bytes: number): void {
    this.#publishing += bytes;
    if (bytes < 0) this.#wake();
  }

  /** How many open bytes should be cut into publishing now; 0 where there is room. */
  excess(): number {
    if (this.held <= this.#relieveAbove) return 0;
    // what is being published goes away by itself; cutting deeper would make many small objects of many prefixes
    return Math.max(0, this.#open - this.maxBytes / 2);
  }

  get mustStopFetching(): boolean {
    return this.held > this.#stopAbove;
  }

  /** Resolves when something was given back, or the signal is aborted. */
  async changed(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        resolve();
      };
      signal.addEventListener('abort', done, { once: true });
      this.#waiting.push(done);
    });
  }

  #wake(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
