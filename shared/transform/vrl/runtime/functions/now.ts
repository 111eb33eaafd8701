import type { CallContext } from '../call-context.ts';
import type { Timestamp } from '../timestamp.ts';

export function now(context: CallContext): Timestamp {
  return context.now;
}
