import { Failure } from '../failure.ts';
import { isString, textOf } from '../text.ts';
import { kindName } from '../kind-name.ts';
import { type Value, type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

export function objectFromArray(values: Value[], keys: Value[] | undefined): VrlObject | Failure {
  const result: VrlObject = {};
  const count = keys === undefined ? values.length : Math.min(keys.length, values.length);
  for (let index = 0; index < count; index++) {
    let key = keys?.[index] ?? null;
    let value = values[index] ?? null;
    if (keys === undefined) {
      if (!Array.isArray(value)) return new Failure(`expected array, got ${kindName(value)}`);
      if (value.length === 0) return new Failure('array value too short');
      key = value[0] ?? null;
      value = value[1] ?? null;
    }
    if (key === null) continue;
    if (!isString(key)) return new Failure('object keys must be strings');
    setField(result, textOf(key), value);
  }
  return result;
}
