import { type ErrorCode, SluiceError, toSluiceError } from '../../../shared/errors.ts';

/** A question to a server, and how long it may take. */
export interface Question<T> {
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** What it is when nothing is heard. */
  readonly silence: ErrorCode;
  /** Asks; may go on trying until the signal is aborted. @param onRetry hears why a try has failed */
  readonly ask: (signal: AbortSignal, onRetry: (error: SluiceError) => void) => Promise<T>;
}

/**
 * Asks with a limit: what is still being tried then fails by what the last try failed by, which says more than that time
 * is over.
 * @throws {SluiceError}
 */
export async function within<T>({ ask, limitMs, signal, silence }: Question<T>): Promise<T> {
  let last: SluiceError | null = null;
  const stop = new AbortController();
  const { promise: over, reject } = Promise.withResolvers<never>();
  const end = (): void => {
    const seconds = limitMs / 1000;
    reject(last ?? new SluiceError(silence, `there is no answer within ${seconds} s`));
    stop.abort();
  };
  const timer = setTimeout(end, limitMs);
  signal.addEventListener('abort', end, { once: true });
  try {
    const asked = ask(stop.signal, (error) => {
      last = error;
    });
    return await Promise.race([asked, over]);
  } catch (thrown) {
    throw toSluiceError(thrown);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}
