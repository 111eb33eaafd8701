import type { Question } from '../model/question.ts';
import { type Setup, usdOf } from '../model/setup.ts';
import { type Ground, setupsAt } from '../setups/all-setups.ts';

/** What may run that is somebody's to care for, from nothing to a cluster of machines. */
export const operationLevels = ['nothing', 'function', 'container', 'cluster'] as const;
export type Operations = (typeof operationLevels)[number];

/** What is needed, besides a low bill. */
export interface Needs {
  readonly freshnessSecs: number;
  readonly operations: Operations;
  readonly exactlyOnce: boolean;
  /** Events are changed, filtered, or stored by their own time or fields. */
  readonly transforms: boolean;
  /** Tasks may be taken away at any time. */
  readonly spot: boolean;
}

export interface Advice {
  /** Those that meet the needs, the cheapest first. */
  readonly fit: readonly Setup[];
  /** Those whose bill is not known, as a price is missing, though they might meet them. */
  readonly unpriced: readonly Setup[];
  readonly refused: readonly { readonly setup: Setup; readonly why: string }[];
}

/** Which setups meet the needs at that load, by what they cost. Pure. */
export function adviceOn(question: Question, needs: Needs, ground: Ground): Advice {
  const fit: Setup[] = [];
  const unpriced: Setup[] = [];
  const refused: { setup: Setup; why: string }[] = [];
  for (const setup of setupsAt(question, ground)) {
    const why = refusal(setup, needs);
    if (why !== null) refused.push({ setup, why });
    else if (usdOf(setup) === null) unpriced.push(setup);
    else fit.push(setup);
  }
  return { fit: fit.toSorted((a, b) => (usdOf(a) ?? 0) - (usdOf(b) ?? 0)), unpriced, refused };
}

/** The cheapest of another way than the first: another size of the same is no alternative. */
export function nextOf({ fit }: Advice): Setup | null {
  const [best, ...others] = fit;
  const wayOf = (setup: Setup | undefined): string => setup?.name.split('-')[0] ?? '';
  return others.find((each) => wayOf(each) !== wayOf(best)) ?? others[0] ?? null;
}

function refusal({ name, limit, traits }: Setup, needs: Needs): string | null {
  if (limit !== null) return limit;
  if (traits.freshnessSecs > needs.freshnessSecs) {
    return `objects come after ${traits.freshnessSecs} s; ${needs.freshnessSecs} s are needed`;
  }
  if (traits.operations > operationLevels.indexOf(needs.operations)) {
    const least = operationLevels[traits.operations] ?? 'cluster';
    return `you would operate a ${least}; you are ready for: ${needs.operations}`;
  }
  if (needs.exactlyOnce && !traits.exactlyOnce) return 'it delivers at least once';
  if (needs.transforms && !traits.transforms) return 'it stores records as they are';
  if (name.includes('spot') && !needs.spot) return 'tasks may be taken away; --spot allows it';
  return null;
}
