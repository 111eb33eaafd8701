import { readFileSync } from 'node:fs';
import { loadPipeline } from '../../shared/pipeline/load.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import type { Terminal } from './command.ts';
import { importPipeline } from './import-pipeline.ts';

/**
 * The pipeline of a file that a command names, as it would run here.
 * @throws {SluiceError} PIPELINE_UNREADABLE, or CONFIG_INVALID with every fault at once
 */
export async function loadPipelineFile(
  file: string,
  terminal: Pick<Terminal, 'cwd' | 'env'>,
): Promise<PipelineModel> {
  return loadDefinition(await importPipeline(file, terminal.cwd), terminal);
}

/** The same of what such a file exports. */
export function loadDefinition(definition: unknown, { env }: Pick<Terminal, 'env'>): PipelineModel {
  return loadPipeline(definition, { env, readFile: (path) => readFileSync(path, 'utf8') });
}
