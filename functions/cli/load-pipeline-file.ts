import { readFileSync } from 'node:fs';
import { loadPipeline, type LoadOptions } from '../../shared/pipeline/load.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import type { Terminal } from './command.ts';
import { type Asking, openPipeline } from './open-pipeline.ts';

/**
 * The pipeline of a file that a command names, as it would run here.
 * @throws {SluiceError} PIPELINE_UNREADABLE, or CONFIG_INVALID with every fault at once
 */
export async function loadPipelineFile(
  file: string,
  terminal: Pick<Terminal, 'cwd' | 'env' | 'signal'>,
  asking: Asking = 'ask',
): Promise<PipelineModel> {
  const { definition, checks } = await openPipeline(file, terminal, asking);
  return loadDefinition(definition, terminal, checks);
}

/** The same of what such a file exports. */
export function loadDefinition(
  definition: unknown,
  { env }: Pick<Terminal, 'env'>,
  more: Pick<LoadOptions, 'messages' | 'programs' | 'columns' | 'origin'> = {},
): PipelineModel {
  const readFile = (path: string): string => readFileSync(path, 'utf8');
  return loadPipeline(definition, { env, readFile, ...more });
}
