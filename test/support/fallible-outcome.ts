import type { Fallible } from '../../shared/transform/fallible.ts';

/** A Fallible as a table of tests can say it: its value, or `failed: ` and the reason. */
export function outcome(fallible: Fallible<unknown>): unknown {
  return fallible.orElse((reason) => `failed: ${reason}`);
}
