import { Failure } from '../failure.ts';
import { type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

const custom =
  /^(c6a[1-4]|cfp[1-4]|cn[1-3]|cs[1-6]|deviceCustomDate[12]|flexDate1|flexString[12])(Label)?$/;

/** Puts the value of a custom field under its label: `cs1Label=x cs1=y` is `x: y`. */
export function translateCustomFields(fields: readonly [string, string][]): VrlObject | Failure {
  const result: VrlObject = {};
  const customs = new Map<string, { label: string | null; value: string | null }>();
  for (const [key, text] of fields) {
    const match = custom.exec(key);
    if (match === null) {
      setField(result, key, text);
      continue;
    }
    const part = match[2] === undefined ? 'value' : 'label';
    const name = match[1] ?? '';
    const field = customs.get(name) ?? { label: null, value: null };
    if (field[part] !== null) return new Failure(`Custom field with duplicate ${part}`);
    field[part] = text;
    customs.set(name, field);
  }
  for (const { label, value } of customs.values()) {
    if (label === null) return new Failure('Custom field with missing label or value');
    setField(result, label, value);
  }
  return result;
}
