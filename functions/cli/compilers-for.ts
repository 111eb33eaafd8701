import type { CheckOptions } from '../../shared/pipeline/load.ts';
import { messagesCompiler } from './messages-compiler.ts';
import { programsCompiler } from './programs-compiler.ts';

/** What compiles the schemas and the VRL of a pipeline, from the folder of its file. */
export function compilersFor(
  folder: string,
): Required<Pick<CheckOptions, 'messages' | 'programs'>> {
  return { messages: messagesCompiler(folder), programs: programsCompiler(folder) };
}
