import { syncBuiltinESMExports } from 'node:module';
import { Transform } from 'node:stream';
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

/** How often in a row what has happened may be followed to its end before the next task: streams take a tick for a step. */
const mostFollowed = 1_000;

/**
 * Does the work in virtual time: all timers of the process are virtual meanwhile. What is real is not waited for at all,
 * as a schedule would take another course where the machine is busy.
 * @throws {Error} everybody waits for something that will never happen, or for a thread, a file or a socket
 */
export async function inVirtualTime<T>(work: () => Promise<T>): Promise<T> {
  const time = new VirtualTime();
  const restore = install(time);
  try {
    let running = true;
    const result = work().finally(() => {
      running = false;
    });
    // a failure is met below; until then it must not count as unhandled
    result.catch(() => undefined);
    for (let followed = 0; ; followed++) {
      await allFollowed();
      // set while it was waited
      // oxlint-disable-next-line typescript/no-unnecessary-condition
      if (!running) return await result;
      if (time.step()) followed = 0;
      else if (followed > mostFollowed) {
        throw new Error('everybody waits, and nothing will happen any more');
      }
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
  const { createGzip, createGunzip } = Object.getOwnPropertyDescriptors(zlib);
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
  Object.defineProperties(zlib, {
    createGzip: { ...createGzip, value: (options: zlib.ZlibOptions) => gzipIn(time, options) },
    createGunzip: { ...createGunzip, value: () => gunzipIn(time) },
  });
  syncBuiltinESMExports();
  return () => {
    Object.defineProperties(zlib, { createGzip, createGunzip });
    globalThis.setImmediate = realImmediate;
    Object.defineProperty(AbortSignal, 'timeout', realTimeout);
    Object.assign(timers, realTimers);
    syncBuiltinESMExports();
  };
}

/** Packs what is written in a turn, as a member of its own. */
function gzipIn(time: VirtualTime, options: zlib.ZlibOptions): Transform {
  const packing = new Transform({
    transform: (raw: Buffer, _encoding, done) =>
      time.turn(() => done(null, zlib.gzipSync(raw, options))),
  });
  return Object.assign(packing, { reset: () => undefined });
}

/** Unpacks the whole in one turn, and fails as the real one does. */
function gunzipIn(time: VirtualTime): Transform {
  const pieces: Buffer[] = [];
  return new Transform({
    transform: (piece: Buffer, _encoding, done) => {
      pieces.push(piece);
      done();
    },
    flush: (done) =>
      time.turn(() => {
        try {
          done(null, zlib.gunzipSync(Buffer.concat(pieces)));
        } catch (error) {
          done(error as Error);
        }
      }),
  });
}
