import { isInteger as isWhole, type Value } from '../value.ts';

export function isInteger(value: Value): boolean {
  return isWhole(value);
}
