import { SluiceError } from '../../../../shared/errors.ts';
import type { Refusal } from '../brokers/wire.ts';

const mechanismErrors: ReadonlySet<string> = new Set([
  'ILLEGAL_SASL_STATE',
  'UNSUPPORTED_SASL_MECHANISM',
]);

/** Reads the library's errors, which wrap what the broker said up to four times. */
export function refusalOf(thrown: unknown): Refusal | null {
  const errors = allErrors(thrown);
  for (const error of errors) {
    const id = readString(error, 'apiId');
    if (mechanismErrors.has(id)) return { of: 'mechanism', text: id };
    if (id === 'SASL_AUTHENTICATION_FAILED') {
      return { of: 'credentials', text: readString(error, 'serverErrorMessage') || id };
    }
  }
  const last = errors.at(-1);
  // a connection that breaks in the middle of the exchange says nothing about the credentials
  return last !== undefined && readString(last, 'code') === 'PLT_KFK_AUTHENTICATION'
    ? { of: 'credentials', text: `SASL authentication failed, ${last.message}` }
    : null;
}

/** Ours, where it lies within one of the library's: a token that could not be signed. */
export function ownErrorIn(thrown: unknown): SluiceError | null {
  return allErrors(thrown).find((error) => error instanceof SluiceError) ?? null;
}

/** The error, and what caused it, outermost first. */
function allErrors(thrown: unknown): Error[] {
  const found: Error[] = [];
  const add = (value: unknown): void => {
    if (!(value instanceof Error) || found.includes(value)) return;
    found.push(value);
    if (value instanceof AggregateError) value.errors.forEach(add);
    add(value.cause);
  };
  add(thrown);
  return found;
}

function readString(error: Error, key: 'code' | 'apiId' | 'serverErrorMessage'): string {
  const value = (error as unknown as Record<string, unknown>)[key];
  return typeof value === 'string' ? value : '';
}
