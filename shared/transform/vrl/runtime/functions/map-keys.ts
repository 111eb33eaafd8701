import { sortedKeys } from '../order.ts';
import { isString, textOf } from '../text.ts';
import { isObject, type Value, type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

export function mapKeys(
  value: VrlObject,
  recursive: boolean,
  closure: (key: string) => Value,
): VrlObject {
  const result: VrlObject = {};
  for (const key of sortedKeys(value)) {
    const item = value[key] ?? null;
    const name = closure(key);
    setField(result, isString(name) ? textOf(name) : key, recursive ? inside(item, closure) : item);
  }
  return result;
}

function inside(value: Value, closure: (key: string) => Value): Value {
  if (Array.isArray(value)) return value.map((item) => inside(item, closure));
  return isObject(value) ? mapKeys(value, true, closure) : value;
}
