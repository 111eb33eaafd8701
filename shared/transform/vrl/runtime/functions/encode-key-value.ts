import { encodeFields } from '../encode-fields.ts';
import type { Failure } from '../failure.ts';
import { type Bytes, textOf } from '../text.ts';
import type { Value, VrlObject } from '../value.ts';

export function encodeKeyValue(
  value: VrlObject,
  ordering: Value[],
  keyValueDelimiter: Bytes,
  fieldDelimiter: Bytes,
  flattenBoolean: boolean,
): string | Failure {
  return encodeFields(
    value,
    ordering,
    textOf(keyValueDelimiter),
    textOf(fieldDelimiter),
    flattenBoolean,
  );
}
