import type { Emit } from '../../telemetry/events.ts';
import { storeUntilDone } from '../store-until-done.ts';

/** Does what may fail for a while until it succeeds: once for all that wait for it, and for as long as anybody does. */
export class Healing {
  readonly #sink: string;
  readonly #action: () => Promise<void>;
  readonly #emit: Emit;
  #running: Promise<unknown> | null = null;
  #waiting = 0;
  #stop = new AbortController();

  constructor(sink: string, action: () => Promise<void>, emit: Emit) {
    this.#sink = sink;
    this.#action = action;
    this.#emit = emit;
  }

  /**
   * Resolves when the action has succeeded after the call; false: the signal was aborted before.
   * @throws {SluiceError} what cannot heal
   */
  async wait(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    this.#waiting += 1;
    const aborted = Promise.withResolvers<false>();
    const onAbort = (): void => aborted.resolve(false);
    signal.addEventListener('abort', onAbort);
    try {
      return await Promise.race([this.#done(signal), aborted.promise]);
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#stop.abort();
    }
  }

  async #done(signal: AbortSignal): Promise<boolean> {
    // what is under way may have begun before there was all of what the caller means
    await this.#running?.catch(() => undefined);
    if (signal.aborted) return false;
    this.#running ??= this.#begin();
    await this.#running;
    return true;
  }

  async #begin(): Promise<void> {
    this.#stop = new AbortController();
    try {
      await storeUntilDone(this.#sink, this.#action, this.#stop.signal, this.#emit);
    } finally {
      this.#running = null;
    }
  }
}
