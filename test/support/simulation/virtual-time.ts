import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import zlib from 'node:zlib';

/** What one turn of the event loop takes, in virtual milliseconds: about the way to a broker and back. */
const turnMs = 10;
/** Made once: an error with its stack for each would take a tenth of the time. */
const timedOut = new DOMException('The operation was aborted due to timeout', 'TimeoutError');

interface Task {
  readonly atMs: number;
  readonly run: () => void;
}

/**
 * An event loop whose time passes only as its tasks do: what waits half a second costs nothing, and the same schedule
 * takes the same course on every machine. Turns (`setImmediate`) and timers come in order of their time; between two
 * tasks everything that follows from the first is done.
 */
class VirtualTime {
  readonly #turns: Task[] = [];
  #nextTurn = 0;
  /** By time. */
  readonly #timers: Task[] = [];
  #nowMs = 0;

  turn(run: () => void): void {
    this.#turns.push({ atMs: this.#nowMs + turnMs, run });
  }

  after(delayMs: number, run: () => void): void {
    const atMs = this.#nowMs + delayMs;
    const later = this.#timers.findIndex((timer) => timer.atMs > atMs);
    this.#timers.splice(later < 0 ? this.#timers.length : later, 0, { atMs, run });
  }

  /** Runs the next task. @returns false: there is none */
  step(): boolean {
    const turn = this.#turns[this.#nextTurn];
    const [timer] = this.#timers;
    const next =
      turn !== undefined && (timer === undefined || turn.atMs <= timer.atMs) ? turn : timer;
    if (next === undefined) return false;
    if (next === turn) this.#nextTurn++;
    else this.#timers.shift();
    // a shift for each would cost the length of the list
    if (this.#nextTurn > 1000) {
      this.#turns.splice(0, this.#nextTurn);
      this.#nextTurn = 0;
    }
    this.#nowMs = next.atMs;
    next.run();
    return true;
  }
}

/** How long in real time something may take that other threads do, like unpacking an object that is there already. */
const patienceMs = 10_000;

/**
 * Does the work in virtual time: all timers of the process are virtual meanwhile. What is real is waited for only where
 * nothing else can happen.
 * @throws {Error} everybody waits for something that will never happen
 */
export async function inVirtualTime<T>(work: () => Promise<T>): Promise<T> {
  const time = new VirtualTime();
  const { setImmediate: realTurn } = globalThis;
  const restore = install(time);
  try {
    let running = true;
    const result = work().finally(() => {
      running = false;
    });
    // a failure is met below; until then it must not count as unhandled
    result.catch(() => undefined);
    let idleSince: number | null = null;
    for (;;) {
      await allFollowed();
      // set while it was waited
      // oxlint-disable-next-line typescript/no-unnecessary-condition
      if (!running) return await result;
      if (time.step()) {
        idleSince = null;
        continue;
      }
      idleSince ??= performance.now();
      if (performance.now() - idleSince > patienceMs) {
        throw new Error('everybody waits, and nothing will happen any more');
      }
      await new Promise((resolve) => realTurn(resolve));
    }
  } finally {
    restore();
  }
}

/** Resolves when all microtasks are done: Node begins its ticks only then. */
async function allFollowed(): Promise<void> {
  await new Promise<void>((resolve) =>
    queueMicrotask(() => {
      process.nextTick(resolve);
    }),
  );
}

/** Puts virtual timers in the place of the real ones, and what other threads do in a turn. @returns what undoes it */
function install(time: VirtualTime): () => void {
  const { setImmediate: realImmediate } = globalThis;
  const realTimeout = Object.getOwnPropertyDescriptor(AbortSignal, 'timeout') ?? {};
  const { gzip: realGzip } = zlib;
  const realTimers = { setImmediate: timers.setImmediate, setTimeout: timers.setTimeout };
  globalThis.setImmediate = ((run: () => void) => time.turn(run)) as never;
  AbortSignal.timeout = (delayMs) => {
    const controller = new AbortController();
    time.after(delayMs, () => controller.abort(timedOut));
    return controller.signal;
  };
  timers.setImmediate = ((value: never) =>
    new Promise((resolve) => time.turn(() => resolve(value)))) as never;
  timers.setTimeout = ((
    delayMs: number,
    value: never,
    { signal }: { readonly signal?: AbortSignal } = {},
  ) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) reject(signal.reason as Error);
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      time.after(delayMs, () => resolve(value));
    })) as never;
  // a thread's work would come back in real time
  zlib.gzip = ((raw: Uint8Array, options: zlib.ZlibOptions, done: (...result: unknown[]) => void) =>
    time.turn(() => done(null, zlib.gzipSync(raw, options)))) as never;
  syncBuiltinESMExports();
  return () => {
    zlib.gzip = realGzip;
    globalThis.setImmediate = realImmediate;
    Object.defineProperty(AbortSignal, 'timeout', realTimeout);
    Object.assign(timers, realTimers);
    syncBuiltinESMExports();
  };
}
