/** Lets someone sleep until there may be something to do; a call while nobody sleeps is not remembered. */
export class WakeUp {
  readonly #sleepers = new Set<() => void>();

  /** Wakes everyone who sleeps now. */
  wake(): void {
    const sleepers = [...this.#sleepers];
    this.#sleepers.clear();
    for (const wakeOne of sleepers) wakeOne();
  }

  /** Until the next `wake`, or until the signal is aborted. */
  async sleep(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wakeSleeper = (): void => resolve();
    this.#sleepers.add(wakeSleeper);
    signal.addEventListener('abort', wakeSleeper, { once: true });
    try {
      await promise;
    } finally {
      this.#sleepers.delete(wakeSleeper);
      signal.removeEventListener('abort', wakeSleeper);
    }
  }
}
