import { debugText } from './debug-text.ts';
import { Failure } from './failure.ts';
import type { FloatValue } from './numbers.ts';
import { floatOf } from './value.ts';

/** A float as Rust reads one: also `inf`, `infinity`, `.5` and `5.`; a NaN is none of VRL's. */
export function readFloat(text: string): FloatValue | Failure {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return floatOf(Number(text));
  if (/^[+-]?inf(?:inity)?$/i.test(text))
    return floatOf(text.startsWith('-') ? -Infinity : Infinity);
  if (/^[+-]?nan$/i.test(text)) return new Failure(`NaN number not supported ${debugText(text)}`);
  const reason = text === '' ? 'cannot parse float from empty string' : 'invalid float literal';
  return new Failure(`Invalid floating point number ${debugText(text)}: ${reason}`);
}
