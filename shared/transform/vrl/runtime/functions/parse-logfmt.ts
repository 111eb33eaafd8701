import type { Failure } from '../failure.ts';
import { readFields } from '../key-value/read.ts';
import { type Bytes, textOf } from '../text.ts';
import type { VrlObject } from '../value.ts';

export function parseLogfmt(value: Bytes): VrlObject | Failure {
  return readFields(textOf(value), {
    between: '=',
    behind: ' ',
    isLenient: true,
    allowsKeyAlone: true,
  });
}
