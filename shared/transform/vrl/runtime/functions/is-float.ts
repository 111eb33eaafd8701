import { isFloat as isFloating } from '../numbers.ts';
import type { Value } from '../value.ts';

export function isFloat(value: Value): boolean {
  return isFloating(value);
}
