import { Failure } from '../failure.ts';

export function formatInt(value: number | bigint, base: number | bigint): string | Failure {
  if (base < 2 || base > 36) {
    return new Failure(`invalid base ${base}: must be be between 2 and 36 (inclusive)`);
  }
  return value.toString(Number(base));
}
