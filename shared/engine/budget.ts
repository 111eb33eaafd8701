import type { Held, Holdings } from './holdings.ts';

/** How long another thread that gave something back may go unnoticed. */
const lookAgainMs = 20;

/**
 * What the process holds for records on their way, in bytes: one account for all sources, so that many partitions or
 * many prefixes cannot add up to more than was allowed.
 *
 *     0 ───────── relieve at 60 % ───────── stop fetching at 85 % ── 100 % = buffer.maxBytes
 *
 * Above the first mark the engine ends epochs, largest first: that turns open bytes into bytes being published, which
 * go away by themselves. Above the second nothing more is fetched until enough has gone. The last 15 % are for what is
 * on its way when fetching stops.
 *
 * Where several threads share the account, the marks are about what all of them hold, and each ends epochs of its own
 * alone. Those that hold more open bytes than an equal part of half the buffer share the excess in proportion: there is
 * always at least one of them, so it is seen to, and a thread with little need not cut its small objects for the large
 * ones of others. Above the second mark each takes its part: whoever holds the most may be unable to cut, in the middle
 * of a rebalance.
 */
export class Budget {
  readonly maxBytes: number;
  readonly #relieveAbove: number;
  readonly #stopAbove: number;
  readonly #holdings: Holdings | null;
  #open = 0;
  #publishing = 0;
  #compressing = 0;
  #fetched: () => number = () => 0;
  #waiting: (() => void)[] = [];

  /** @param holdings what the other threads hold that share the account; null: nobody shares it */
  constructor(maxBytes: number, holdings: Holdings | null = null) {
    this.maxBytes = maxBytes;
    this.#relieveAbove = maxBytes * 0.6;
    this.#stopAbove = maxBytes * 0.85;
    this.#holdings = holdings;
  }

  /** Bytes in open objects of this thread, buffers at their full length included. */
  get open(): number {
    return this.#open;
  }

  /** Bytes of this thread on their way out: in objects of ended epochs that are not stored yet, or to the disk. */
  get publishing(): number {
    return this.#publishing;
  }

  get fetched(): number {
    return this.#fetched();
  }

  /** What the whole process holds. */
  get held(): number {
    const { open, publishing, fetched } = this.#all();
    return open + publishing + fetched;
  }

  /** Whether anything in the process is on its way out, so that waiting helps. */
  get isShrinking(): boolean {
    const { publishing, compressing } = this.#all();
    return publishing > 0 || compressing > 0;
  }

  /** Tells who knows how many fetched bytes wait to be processed; adds up over several calls. */
  countFetched(read: () => number): void {
    const before = this.#fetched;
    this.#fetched = () => before() + read();
  }

  addOpen(bytes: number): void {
    this.#open += bytes;
    this.#changed(bytes);
  }

  addPublishing(bytes: number): void {
    this.#publishing += bytes;
    this.#changed(bytes);
  }

  /** Those of the open bytes of this thread that are about to become small. */
  addCompressing(bytes: number): void {
    this.#compressing += bytes;
    this.#changed(bytes);
  }

  /** How many open bytes of this thread should be cut into publishing now; 0 where there is room, or others see to it. */
  excess(): number {
    const { open, publishing, fetched, compressing } = this.#all();
    const held = open + publishing + fetched;
    if (held <= this.#relieveAbove) return 0;
    // what is being published or compressed goes away by itself; cutting deeper would make many small objects
    const most = this.maxBytes / 2;
    const excess = Math.max(0, open - compressing - most);
    if (this.#holdings === null || excess === 0) return excess;
    return excess * this.#part(this.#holdings, held > this.#stopAbove ? 0 : most);
  }

  get mustStopFetching(): boolean {
    return this.held > this.#stopAbove;
  }

  /** Resolves when something was given back, or the signal is aborted; with other threads, at times without reason. */
  async changed(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        resolve();
      };
      signal.addEventListener('abort', done, { once: true });
      this.#waiting.push(done);
      if (this.#holdings !== null) timer = setTimeout(() => this.#wake(), lookAgainMs);
    });
    clearTimeout(timer);
  }

  #all(): Held {
    if (this.#holdings === null) {
      return {
        open: this.#open,
        publishing: this.#publishing,
        fetched: this.#fetched(),
        compressing: this.#compressing,
      };
    }
    this.#holdings.tellFetched(this.#fetched());
    return this.#holdings.all();
  }

  /** This thread's part of the excess: of the open bytes of those who hold more than an equal part of so many. */
  #part(holdings: Holdings, most: number): number {
    const least = most / holdings.threads;
    let sum = 0;
    for (let index = 0; index < holdings.threads; index++) {
      const open = holdings.openOf(index);
      if (open > least) sum += open;
    }
    const open = holdings.openOf(holdings.index);
    return open > least ? open / sum : 0;
  }

  #changed(bytes: number): void {
    this.#holdings?.tellKept(this.#open, this.#publishing, this.#compressing);
    if (bytes < 0) this.#wake();
  }

  #wake(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
