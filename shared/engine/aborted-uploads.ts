/**
 * Uploads whose parts are being thrown away. Nobody waits for that but the end of the process; what cannot be thrown
 * away within the store's own tries is left to the bucket's lifecycle rule.
 */
export class AbortedUploads {
  readonly #running = new Set<Promise<void>>();

  add(abort: Promise<void>): void {
    const running = abort
      .catch(() => undefined)
      .finally(() => {
        this.#running.delete(running);
      });
    this.#running.add(running);
  }

  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
