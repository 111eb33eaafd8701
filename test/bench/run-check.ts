import { version } from '../../shared/version.ts';
import { type BenchCase, benchCases } from './cases.ts';
import type { CaseFigures } from './figures.ts';
import { type KeptRatios, keptOf, readKept, type Regression, regressions } from './kept.ts';
import { runCases } from './run-bench.ts';
import { openWorkshop } from './workshop.ts';
import type { CommandContext } from '../../infra/demo/run-command.ts';

/** What every change is held against: the byte path, publishing with compression, the object path, and the rest. */
const checked = new Set(['a', 'c', 'd', 'i']);
const keptEvents = 200_000;
const repeats = { first: 2, again: 5, keep: 5 };

export interface CheckReport {
  readonly cases: readonly CaseFigures[];
  /** Those that were still there when the case was run again, longer. */
  readonly regressions: readonly Regression[];
}

/** A short bench against the kept ratios. */
export async function runCheck(context: CommandContext): Promise<CheckReport> {
  const kept = await readKept();
  const cases = benchCases.filter(({ name }) => checked.has(name));
  const workshop = await openWorkshop(cases, context);
  return checkAgainst(kept, cases, context.steps.say, async (which, repeat) => {
    const options = { events: kept.events, repeat, vector: null, command: null };
    return runCases(which, options, workshop, context);
  });
}

/** A case that fails is run once more, longer, before it counts: the machine may have been busy. */
export async function checkAgainst(
  kept: KeptRatios,
  cases: readonly BenchCase[],
  say: (line: string) => void,
  run: (cases: readonly BenchCase[], repeat: number) => Promise<CaseFigures[]>,
): Promise<CheckReport> {
  const figures = await run(cases, repeats.first);
  const suspects = new Set(regressions(kept, figures).map((one) => one.case));
  if (suspects.size === 0) return { cases: figures, regressions: [] };
  say(`slower than kept, once more: ${[...suspects].join(', ')}`);
  const again = await run(
    cases.filter(({ name }) => suspects.has(name)),
    repeats.again,
  );
  return {
    cases: figures.map((one) => again.find((other) => other.case === one.case) ?? one),
    regressions: regressions(kept, again),
  };
}

/** The same cases at the same size, more often, for a release. */
export async function measureKept(
  context: CommandContext,
): Promise<{ readonly cases: CaseFigures[]; readonly kept: KeptRatios }> {
  const cases = benchCases.filter(({ name }) => checked.has(name));
  const workshop = await openWorkshop(cases, context);
  const options = { events: keptEvents, repeat: repeats.keep, vector: null, command: null };
  const figures = await runCases(cases, options, workshop, context);
  return { cases: figures, kept: keptOf(figures, { release: version, events: keptEvents }) };
}
