import { isObject as isPlain, type Value } from '../value.ts';

export function isObject(value: Value): boolean {
  return isPlain(value);
}
