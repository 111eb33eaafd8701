import { sortedKeys } from '../order.ts';
import { type Value, type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

export function filter(
  value: Value[] | VrlObject,
  closure: (key: string | number, value: Value) => Value,
): Value[] | VrlObject {
  if (Array.isArray(value)) return value.filter((item, index) => closure(index, item) === true);
  const result: VrlObject = {};
  for (const key of sortedKeys(value)) {
    const item = value[key] ?? null;
    if (closure(key, item) === true) setField(result, key, item);
  }
  return result;
}
