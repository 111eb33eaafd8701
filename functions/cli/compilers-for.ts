import type { CheckOptions } from '../../shared/pipeline/load.ts';
import { messagesCompiler } from './messages-compiler.ts';
import { type EnrichmentTables, noTables } from '../../shared/transform/vrl/functions/tables.ts';
import { programsCompiler } from './programs-compiler.ts';

/**
 * What compiles the schemas and the VRL of a pipeline, from the folder of its file.
 *
 * @param tables that programs may look rows up in
 * @param onWarnings is told what is odd about a program
 */
export function compilersFor(
  folder: string,
  tables: EnrichmentTables = noTables,
  onWarnings: (path: string, warnings: string) => unknown = () => undefined,
): Required<Pick<CheckOptions, 'messages' | 'programs'>> {
  const programs = programsCompiler(folder, tables, ({ path, warnings }) => {
    if (warnings !== '') onWarnings(path, warnings);
  });
  return { messages: messagesCompiler(folder), programs };
}
