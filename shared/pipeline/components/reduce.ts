import { type FieldPath, parseFieldPath } from '../../field-path.ts';
import type { NamedCondition, ReduceModel } from '../../transform/model.ts';
import { OpenGroups } from '../../transform/reduce/groups.ts';
import { type NamePath, Strategies } from '../../transform/reduce/reduction.ts';
import { readOptions, type ReadContext } from '../options/read-options.ts';
import { reduceOptions } from './reduce-options.ts';

/** Where a reduce stands, and what is read elsewhere. */
export interface ReducePlace {
  readonly inputs: readonly string[];
  readonly startsWhen: NamedCondition | null;
  readonly endsWhen: NamedCondition | null;
  readonly path: string;
}

/** Reads a `reduce`; null where it has a fault. */
export function readReduce(
  raw: unknown,
  { inputs, startsWhen, endsWhen, path }: ReducePlace,
  context: ReadContext,
): ReduceModel | null {
  const { faults } = context;
  const before = faults.count;
  const options = readOptions(reduceOptions, raw, path, context, others);
  if (startsWhen !== null && endsWhen !== null) {
    faults.add(`${path}.endsWhen`, 'does not go with startsWhen; allowed: one of them');
  }
  if (faults.count > before) return null;
  const { groupBy, mergeStrategies, ...limits } = options;
  const strategies = Object.entries(mergeStrategies).map(
    ([name, strategy]) => [pathOf(name) as unknown as NamePath, strategy] as const,
  );
  const rules = {
    groupBy: groupBy.map(pathOf),
    strategies: new Strategies(strategies),
    ...limits,
  };
  return {
    type: 'reduce',
    inputs,
    startsWhen,
    endsWhen,
    rules: JSON.stringify([groupBy, strategies, limits]),
    open: () => new OpenGroups(rules),
  };
}

const others = { names: ['type', 'inputs', 'startsWhen', 'endsWhen'], unsupported: {} };

/** What the options have let through is a path. */
function pathOf(text: string): FieldPath {
  const parsed = parseFieldPath(text);
  return parsed.ok ? parsed.path : [text];
}
