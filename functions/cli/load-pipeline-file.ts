import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { loadPipeline } from '../../shared/pipeline/load.ts';
import type { FindMessages } from '../../shared/pipeline/messages.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import type { Terminal } from './command.ts';
import { importPipeline } from './import-pipeline.ts';
import { messagesCompiler } from './messages-compiler.ts';

/**
 * The pipeline of a file that a command names, as it would run here.
 * @throws {SluiceError} PIPELINE_UNREADABLE, or CONFIG_INVALID with every fault at once
 */
export async function loadPipelineFile(
  file: string,
  terminal: Pick<Terminal, 'cwd' | 'env'>,
): Promise<PipelineModel> {
  const messages = messagesCompiler(dirname(resolve(terminal.cwd, file)));
  return loadDefinition(await importPipeline(file, terminal.cwd), terminal, messages);
}

/** The same of what such a file exports. */
export function loadDefinition(
  definition: unknown,
  { env }: Pick<Terminal, 'env'>,
  messages?: FindMessages,
): PipelineModel {
  const readFile = (path: string): string => readFileSync(path, 'utf8');
  return loadPipeline(definition, { env, readFile, messages });
}
