import type { CallContext } from '../call-context.ts';
import { jsonText } from '../json-write.ts';
import { isString, textOf } from '../text.ts';
import type { Value } from '../value.ts';

/** What is logged is what the program says: the operator chose to print it. */
export function log(
  context: CallContext,
  value: Value,
  level: string,
  rateLimitSeconds: number | bigint,
): null {
  context.log(level, isString(value) ? textOf(value) : jsonText(value), Number(rateLimitSeconds));
  return null;
}
