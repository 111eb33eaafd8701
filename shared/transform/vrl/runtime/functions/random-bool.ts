import type { CallContext } from '../call-context.ts';

export function randomBool(context: CallContext): boolean {
  return context.random() % 2 === 1;
}
