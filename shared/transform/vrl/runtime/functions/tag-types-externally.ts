import { kindName } from '../kind-name.ts';
import { isObject, type Value, type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

export function tagTypesExternally(value: Value): Value {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(tagTypesExternally);
  if (!isObject(value)) return { [kindName(value)]: value };
  const result: VrlObject = {};
  for (const key of Object.keys(value)) {
    setField(result, key, tagTypesExternally(value[key] ?? null));
  }
  return result;
}
