import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type CheckOptions, loadPipeline } from '../../shared/pipeline/load.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import type { Terminal } from './command.ts';
import { importPipeline } from './import-pipeline.ts';
import { compilersFor } from './compilers-for.ts';

/**
 * The pipeline of a file that a command names, as it would run here.
 * @throws {SluiceError} PIPELINE_UNREADABLE, or CONFIG_INVALID with every fault at once
 */
export async function loadPipelineFile(
  file: string,
  terminal: Pick<Terminal, 'cwd' | 'env'>,
): Promise<PipelineModel> {
  const compilers = compilersFor(dirname(resolve(terminal.cwd, file)));
  return loadDefinition(await importPipeline(file, terminal.cwd), terminal, compilers);
}

/** The same of what such a file exports. */
export function loadDefinition(
  definition: unknown,
  { env }: Pick<Terminal, 'env'>,
  compilers: Pick<CheckOptions, 'messages' | 'programs'> = {},
): PipelineModel {
  const readFile = (path: string): string => readFileSync(path, 'utf8');
  return loadPipeline(definition, { env, readFile, ...compilers });
}
