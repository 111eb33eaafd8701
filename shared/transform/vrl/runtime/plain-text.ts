import type { Value } from './value.ts';

/** A text of what the compiler wrote for a function; '' where it is none. */
export function plainText(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}
