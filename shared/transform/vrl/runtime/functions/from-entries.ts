import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import { isString, textOf } from '../text.ts';
import { isObject, type Value, type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

const keyNames = ['key', 'Key', 'name', 'Name'];

export function fromEntries(value: Value[]): VrlObject | Failure {
  const result: VrlObject = {};
  for (const entry of value) {
    if (!isObject(entry)) return new Failure(`expected object, got ${kindName(entry)}`);
    const name = keyNames.find((one) => {
      const key = Object.hasOwn(entry, one) ? entry[one] : null;
      return key !== null && key !== false;
    });
    const key = name === undefined ? null : (entry[name] ?? null);
    if (!isString(key)) return new Failure('object keys must be strings');
    const held = ['value', 'Value'].find((one) => Object.hasOwn(entry, one));
    setField(result, textOf(key), held === undefined ? null : (entry[held] ?? null));
  }
  return result;
}
