import type { NamedCondition } from '../../transform/model.ts';
import { conditionOf, type ConditionProgram } from '../../transform/vrl/runtime/condition.ts';
import type { Faults } from '../faults.ts';
import type { FindProgram } from '../programs.ts';

/** Reads a condition that is written in VRL; null where it has a fault. */
export function readVrlCondition(
  source: string,
  path: string,
  faults: Faults,
  find: FindProgram | undefined,
): NamedCondition | null {
  const options = { source, file: null, use: 'condition' } as const;
  const found = find === undefined ? { fault: 'there is no compiler here' } : find(options, path);
  if ('fault' in found) {
    faults.add(path, found.fault);
    return null;
  }
  // the compiler made what it was asked for
  const condition = conditionOf(found.program as ConditionProgram);
  return Object.assign(condition, { source: found.digest });
}
