import { readCef } from '../cef/read.ts';
import { translateCustomFields } from '../cef/custom-fields.ts';
import { Failure } from '../failure.ts';
import { type Bytes, textOf } from '../text.ts';
import { type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

export function parseCef(value: Bytes, translate: boolean, strict: boolean): VrlObject | Failure {
  const fields = readCef(textOf(value), strict);
  if (fields instanceof Failure) return fields;
  if (translate) return translateCustomFields(fields);
  const result: VrlObject = {};
  for (const [key, text] of fields) setField(result, key, text);
  return result;
}
