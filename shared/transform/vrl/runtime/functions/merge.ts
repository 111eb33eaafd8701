import { isObject, type Value, type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

export function merge(to: VrlObject, from: VrlObject, deep: boolean): VrlObject {
  const result: VrlObject = { ...to };
  for (const key of Object.keys(from)) {
    const added: Value = from[key] ?? null;
    const before = Object.hasOwn(result, key) ? (result[key] ?? null) : null;
    const isDeep = deep && isObject(before) && isObject(added);
    setField(result, key, isDeep ? merge(before, added, true) : added);
  }
  return result;
}
