import { SluiceError } from '../../errors.ts';
import type { HttpAnswer } from './http-get.ts';

/** What an answer that gives no schema means; its body is not told, as nobody knows what is in it. */
export function answerError(place: string, { status }: HttpAnswer, what: string): SluiceError {
  if (status === 401 || status === 403) {
    return new SluiceError('REGISTRY_ACCESS_DENIED', `${place} answers ${status} to ${what}`);
  }
  if (status >= 500 || status === 429 || status === 408) {
    return new SluiceError('REGISTRY_UNAVAILABLE', `${place} answers ${status} to ${what}`);
  }
  return new SluiceError(
    'REGISTRY_ANSWER',
    `${place} answers ${status} to ${what}; a registry answers 200 or 404`,
  );
}

/** Nothing came back. */
export function unreachable(place: string, what: string, cause: unknown): SluiceError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SluiceError('REGISTRY_UNAVAILABLE', `${place} did not answer to ${what}: ${why}`, {
    cause,
  });
}
