import type { ConformanceCase, Expected } from './case.ts';
import { runCase } from './run-case.ts';

export interface Disagreement {
  readonly topic: string;
  readonly case: ConformanceCase;
  /** Null: it threw. */
  readonly got: Expected | null;
  readonly what: string;
}

/** What differs between VRL and ours for a case; null: nothing that counts. */
export function compareCase(topic: string, one: ConformanceCase): Disagreement | null {
  const { expected } = one;
  if (expected === undefined) return { topic, case: one, got: null, what: 'not asked yet' };
  let got: Expected;
  try {
    got = runCase(one);
  } catch (thrown) {
    return { topic, case: one, got: null, what: `threw ${String(thrown)}` };
  }
  const differs = (['codes', 'value', 'object', 'error'] as const).find(
    (part) => JSON.stringify(expected[part]) !== JSON.stringify(got[part]),
  );
  return differs === undefined ? null : { topic, case: one, got, what: differs };
}

/** Whether what is printed of diagnostics is the same, letter by letter. */
export function sameText({ expected }: ConformanceCase, got: Expected): boolean {
  return expected?.diagnostics.trimEnd() === got.diagnostics.trimEnd();
}
