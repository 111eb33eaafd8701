import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { CheckOptions } from '../../shared/pipeline/load.ts';
import { readVector, type VectorPipeline } from '../../shared/vector/read-vector.ts';
import type { Terminal } from './command.ts';
import { compilersFor } from './compilers-for.ts';
import { importPipeline } from './import-pipeline.ts';
import { namesVectorFiles, readVectorFiles } from './vector-files.ts';

/** What a pipeline file holds, in whichever form it is written; not looked at yet. */
export interface OpenedPipeline {
  readonly definition: unknown;
  /** From which paths of schemas and programs are. */
  readonly folder: string;
  /** What it is to be checked or loaded with, besides the environment. */
  readonly checks: Required<Pick<CheckOptions, 'messages' | 'programs'>> &
    Pick<CheckOptions, 'origin'>;
  /** Null for TypeScript. */
  readonly vector: VectorPipeline | null;
}

/**
 * Reads a pipeline: TypeScript or JavaScript by its default export, Vector's YAML, TOML and JSON by what they say. Several
 * files of Vector's come with commas between them, or as a folder.
 * @throws {SluiceError} PIPELINE_UNREADABLE
 */
export async function openPipeline(
  file: string,
  { cwd, env }: Pick<Terminal, 'cwd' | 'env'>,
): Promise<OpenedPipeline> {
  if (!namesVectorFiles(file, cwd)) {
    const definition = await importPipeline(file, cwd);
    const folder = dirname(resolve(cwd, file));
    return { definition, folder, checks: compilersFor(folder), vector: null };
  }
  const files = readVectorFiles(file, cwd);
  const first = resolve(cwd, file.split(',')[0] ?? '');
  const folder = statSync(first).isDirectory() ? first : dirname(first);
  const vector = readVector(files, { env });
  const { definition, origin } = vector;
  return { definition, folder, checks: { ...compilersFor(folder), origin }, vector };
}
