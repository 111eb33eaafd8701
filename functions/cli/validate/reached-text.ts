import { describeError, SluiceError } from '../../../shared/errors.ts';
import type { Reached } from './reach.ts';

/** For people: a line for what is there, and for what is not why and what to do. */
export function reachedText(reached: readonly Reached[]): string {
  const lines = reached.map(({ where, found }) =>
    typeof found === 'string'
      ? `ok: ${where}: ${found}`
      : `fault: ${where}: ${describeError(found)}`,
  );
  return lines.map((line) => `${line}\n`).join('');
}

/** Null: everything is there. */
export function firstFault(reached: readonly Reached[]): SluiceError | null {
  const faults = reached.map(({ found }) => found);
  return faults.find((found) => found instanceof SluiceError) ?? null;
}
