import type { Failure } from '../failure.ts';
import { readFields } from '../key-value/read.ts';
import { type Bytes, textOf } from '../text.ts';
import type { VrlObject } from '../value.ts';

export function parseKeyValue(
  value: Bytes,
  keyValueDelimiter: Bytes,
  fieldDelimiter: Bytes,
  whitespace: string,
  acceptStandaloneKey: boolean,
): VrlObject | Failure {
  return readFields(textOf(value), {
    between: textOf(keyValueDelimiter),
    behind: textOf(fieldDelimiter),
    isLenient: whitespace === 'lenient',
    allowsKeyAlone: acceptStandaloneKey,
  });
}
