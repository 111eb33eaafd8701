import { Failure } from '../failure.ts';
import { type Bytes, isString, textOf } from '../text.ts';
import type { Value } from '../value.ts';

export function join(value: Value[], separator: Bytes | undefined): string | Failure {
  const texts: string[] = [];
  for (const item of value) {
    if (!isString(item)) return new Failure('all array items must be strings');
    texts.push(textOf(item));
  }
  return texts.join(separator === undefined ? '' : textOf(separator));
}
