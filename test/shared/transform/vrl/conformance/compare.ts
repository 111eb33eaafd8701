import type { ConformanceCase, Expected } from './case.ts';
import { runCase } from './run-case.ts';

export interface Disagreement {
  readonly topic: string;
  readonly case: ConformanceCase;
  /** Null: it threw. */
  readonly got: Expected | null;
  readonly what: string;
}

/** What differs between VRL and ours for a case; null: nothing that counts. Of warnings, every letter does. */
export function compareCase(topic: string, one: ConformanceCase): Disagreement | null {
  const { expected } = one;
  if (expected === undefined) return { topic, case: one, got: null, what: 'not asked yet' };
  let got: Expected;
  try {
    got = runCase(one);
  } catch (thrown) {
    return { topic, case: one, got: null, what: `threw ${String(thrown)}` };
  }
  if (comparable(expected.codes) !== comparable(got.codes)) {
    return { topic, case: one, got, what: 'codes' };
  }
  const differs = (['value', 'object', 'error'] as const).find(
    (part) => expected[part] !== got[part],
  );
  if (differs !== undefined) return { topic, case: one, got, what: differs };
  return topic !== 'warnings' || sameText(one, got)
    ? null
    : { topic, case: one, got, what: 'text of warnings' };
}

/** Whether what is printed of diagnostics is the same, letter by letter. */
export function sameText({ expected }: ConformanceCase, got: Expected): boolean {
  return expected?.diagnostics.trim() === got.diagnostics.trim();
}

/**
 * Codes as far as they can be the same: where something is no VRL, VRL's parser goes on behind it and finds more that is
 * wrong, or seems to be; so only the first one of the grammar's counts then.
 */
function comparable(codes: readonly number[]): string {
  const grammar = codes.find((code) => code >= 200 && code < 300);
  if (grammar !== undefined) return String(grammar);
  return [...new Set(codes)].toSorted((a, b) => a - b).join();
}
