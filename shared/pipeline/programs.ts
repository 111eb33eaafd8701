import type { FieldOperation } from '../transform/model.ts';
import type { ConditionProgram } from '../transform/vrl/runtime/condition.ts';
import type { EventProgram } from '../transform/vrl/runtime/remap.ts';

/** Where a remap's VRL is: in the pipeline file, or in a file of its own, from the folder of the pipeline file. */
export type ProgramOptions = (
  | { readonly source: string; readonly file: null }
  | { readonly source: null; readonly file: string }
) & {
  /** `observed`: a remap whose events other transforms look at, so that what it leaves is what VRL leaves, to the letter. */
  readonly use: 'remap' | 'observed' | 'condition';
  /** That of times without one; left out: UTC. */
  readonly timezone?: unknown;
};

/** What was made of a program of VRL's. */
export interface ProgramModel {
  /** Tells two programs apart. */
  readonly digest: string;
  /** As of a user's function, see RemapModel. */
  readonly operations: readonly FieldOperation[] | null;
  readonly deletedFirst: readonly string[];
  readonly listsFirst: boolean;
  /** Variables of the environment that it looks at, by `get_env_var`. */
  readonly variables: readonly string[];
  readonly program: EventProgram | ConditionProgram;
}

/**
 * Compiles a program, where a pipeline is checked; in a package, finds what the build has compiled.
 *
 * @param path of the option that holds it
 */
export type FindProgram = (
  options: ProgramOptions,
  path: string,
) => ProgramModel | { readonly fault: string };

/** Under which what was made of a program is found again. */
export function programKey({ source, file, use, timezone }: ProgramOptions): string {
  return JSON.stringify([source, file, use, timezone]);
}
