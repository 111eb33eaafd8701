import { isNullish } from './is-nullish.ts';
import { isObject, type Value, type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

export function compact(
  value: Value[] | VrlObject,
  recursive: boolean,
  noNull: boolean,
  noString: boolean,
  noObject: boolean,
  noArray: boolean,
  nullish: boolean,
): Value[] | VrlObject {
  const isEmpty = (item: Value): boolean => {
    if (nullish && isNullish(item)) return true;
    if (item === null) return noNull;
    if (item === '') return noString;
    if (Array.isArray(item)) return noArray && item.length === 0;
    return noObject && isObject(item) && Object.keys(item).length === 0;
  };
  const inner = (item: Value): Value =>
    recursive && (Array.isArray(item) || isObject(item)) ? outer(item) : item;
  const outer = (from: Value[] | VrlObject): Value[] | VrlObject => {
    if (Array.isArray(from)) return from.map(inner).filter((item) => !isEmpty(item));
    const result: VrlObject = {};
    for (const key of Object.keys(from)) {
      const item = inner(from[key] ?? null);
      if (!isEmpty(item)) setField(result, key, item);
    }
    return result;
  };
  return outer(value);
}
