import { sortedKeys } from '../order.ts';
import { isObject, type Value, type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

export function mapValues(
  value: Value[] | VrlObject,
  recursive: boolean,
  closure: (value: Value) => Value,
): Value[] | VrlObject {
  const mapped = (item: Value): Value => {
    const result = closure(item);
    // what the closure gives is gone into, as VRL does
    if (!recursive || !(Array.isArray(result) || isObject(result))) return result;
    return mapValues(result, true, closure);
  };
  if (Array.isArray(value)) return value.map(mapped);
  const result: VrlObject = {};
  for (const key of sortedKeys(value)) setField(result, key, mapped(value[key] ?? null));
  return result;
}
