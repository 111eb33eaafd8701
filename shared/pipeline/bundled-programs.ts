import { type FindProgram, programKey, type ProgramModel } from './programs.ts';

/** What the build has made of a program. */
interface BundledProgram extends Omit<ProgramModel, 'program'> {
  /** What the code is given. */
  readonly runtime: object;
  readonly create: (runtime: object) => ProgramModel['program'];
}

/**
 * Finds what was compiled when the package was built: the compiler is not there any more.
 *
 * @param compiled by `programKey` of their options
 */
export function bundledPrograms(compiled: Readonly<Record<string, BundledProgram>>): FindProgram {
  return (options) => {
    const found = compiled[programKey(options)];
    if (found === undefined) {
      return { fault: 'is another one than when the package was built, which holds no other' };
    }
    const { create, runtime, ...rest } = found;
    return { ...rest, program: create(runtime) };
  };
}
