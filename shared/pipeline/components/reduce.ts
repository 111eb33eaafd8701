import { type FieldPath, parseFieldPath } from '../../field-path.ts';
import type { NamedCondition, ReduceModel } from '../../transform/model.ts';
import { OpenGroups } from '../../transform/reduce/groups.ts';
import { type NamePath, Strategies } from '../../transform/reduce/reduction.ts';
import type { Faults } from '../faults.ts';
import type { FindProgram } from '../programs.ts';
import { readOptions, type ReadContext } from '../options/read-options.ts';
import { reduceOptions } from './reduce-options.ts';

type ReadCondition = (
  raw: unknown,
  path: string,
  faults: Faults,
  programs: FindProgram | undefined,
) => NamedCondition | null;

/** Reads a `reduce`; null where it has a fault. */
export function readReduce(
  raw: Readonly<Record<string, unknown>>,
  inputs: readonly string[],
  path: string,
  context: ReadContext & { readonly programs?: FindProgram | undefined },
  readCondition: ReadCondition,
): ReduceModel | null {
  const { faults } = context;
  const before = faults.count;
  const [startsWhen = null, endsWhen = null] = ['startsWhen', 'endsWhen'].map((name) =>
    raw[name] === undefined
      ? null
      : readCondition(raw[name], `${path}.${name}`, faults, context.programs),
  );
  const options = readOptions(reduceOptions, raw, path, context, others);
  if (startsWhen !== null && endsWhen !== null) {
    faults.add(`${path}.endsWhen`, 'does not go with startsWhen; allowed: one of them');
  }
  if (faults.count > before) return null;
  const { groupBy, mergeStrategies, ...limits } = options;
  const strategies = Object.entries(mergeStrategies).map(
    ([name, strategy]) => [pathOf(name) as unknown as NamePath, strategy] as const,
  );
  const rules = { groupBy: groupBy.map(pathOf), strategies: new Strategies(strategies), ...limits };
  const conditions = [startsWhen, endsWhen].map((is) => is && textOf(is));
  return {
    type: 'reduce',
    inputs,
    startsWhen,
    endsWhen,
    rules: JSON.stringify([groupBy, strategies, limits, conditions]),
    open: () => new OpenGroups(rules),
  };
}

const others = { names: ['type', 'inputs', 'startsWhen', 'endsWhen'], unsupported: {} };

/** What was compiled counts by its program, anything else by its own text. */
function textOf(condition: NamedCondition): string {
  return condition.source ?? Function.prototype.toString.call(condition);
}

/** What the options have let through is a path. */
function pathOf(text: string): FieldPath {
  const parsed = parseFieldPath(text);
  return parsed.ok ? parsed.path : [text];
}
