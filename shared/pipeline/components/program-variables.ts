import type { Variables } from '../../transform/vrl/runtime/call-context.ts';
import { withVariables } from '../../transform/vrl/runtime/remap.ts';
import type { Environment } from '../environment.ts';
import type { FindProgram, ProgramModel } from '../programs.ts';

/**
 * Gives programs the variables of the environment that they name. What these hold is part of what a program is known by,
 * as another value may make other objects of the same records.
 */
export function withEnvironment(
  find: FindProgram | undefined,
  env: Environment,
): FindProgram | undefined {
  if (find === undefined) return undefined;
  return (options, path) => {
    const found = find(options, path);
    if ('fault' in found || found.variables.length === 0) return found;
    const variables = Object.fromEntries(found.variables.map((name) => [name, env[name]]));
    const digest = JSON.stringify([found.digest, ...Object.entries(variables)]);
    return { ...found, digest, program: bound(found.program, variables) };
  };
}

function bound(program: ProgramModel['program'], variables: Variables): ProgramModel['program'] {
  // of whichever kind it is, it stays of that
  return withVariables<unknown>(program, variables) as ProgramModel['program'];
}
