import { sortedKeys } from '../order.ts';
import { isString, textOf, type Bytes } from '../text.ts';
import { isObject, type Value, type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

export function flatten(
  value: Value[] | VrlObject,
  separator: Bytes,
  except: Value[],
): Value[] | VrlObject {
  if (Array.isArray(value)) return flatArray(value);
  const between = textOf(separator);
  const kept = new Set(except.filter(isString).map(textOf));
  const result: VrlObject = {};
  const add = (object: VrlObject, prefix: string): void => {
    for (const key of sortedKeys(object)) {
      const item = object[key] ?? null;
      if (isObject(item) && !kept.has(key)) add(item, `${prefix}${key}${between}`);
      else setField(result, prefix + key, item);
    }
  };
  add(value, '');
  return result;
}

function flatArray(value: Value[]): Value[] {
  return value.flatMap((item) => (Array.isArray(item) ? flatArray(item) : [item]));
}
