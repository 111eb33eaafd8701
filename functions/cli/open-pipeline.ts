import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { CheckOptions } from '../../shared/pipeline/load.ts';
import { readVector, type VectorPipeline } from '../../shared/vector/read-vector.ts';
import { type EnrichmentTables, noTables } from '../../shared/transform/vrl/functions/tables.ts';
import { askColumns } from './columns/ask-columns.ts';
import type { Terminal } from './command.ts';
import { compilersFor } from './compilers-for.ts';
import { importPipeline } from './import-pipeline.ts';
import { readTables } from './tables/read-tables.ts';
import { namesVectorFiles, readVectorFiles } from './vector-files.ts';

/** What a pipeline file holds, in whichever form it is written; not looked at yet. */
export interface OpenedPipeline {
  readonly definition: unknown;
  /** From which paths of schemas and programs are. */
  readonly folder: string;
  /** What it is to be checked or loaded with, besides the environment. */
  readonly checks: Required<Pick<CheckOptions, 'messages' | 'programs'>> &
    Pick<CheckOptions, 'columns' | 'origin'>;
  /** What programs may look rows up in; of a configuration of Vector's alone. */
  readonly tables: EnrichmentTables;
  /** Null for TypeScript. */
  readonly vector: VectorPipeline | null;
  /** What is odd about programs, by the option that holds each; known once they are compiled. */
  readonly warnings: ReadonlyMap<string, string>;
  /** What options of Vector's have no effect, and what registries said of columns, for people. */
  readonly told: readonly string[];
}

/** Whether registries are asked for columns that sinks have of them; where not, columns may be unknown. */
export type Asking = 'ask' | 'ask nobody';

/**
 * Reads a pipeline: TypeScript or JavaScript by its default export, Vector's YAML, TOML and JSON by what they say. Several
 * files of Vector's come with commas between them, or as a folder. Registries are asked for the columns of sinks.
 * @throws {SluiceError} PIPELINE_UNREADABLE
 */
export async function openPipeline(
  file: string,
  terminal: Pick<Terminal, 'cwd' | 'env'> & Partial<Pick<Terminal, 'signal'>>,
  asking: Asking = 'ask',
): Promise<OpenedPipeline> {
  const opened = await readPipeline(file, terminal);
  if (asking === 'ask nobody') return { ...opened, checks: { ...opened.checks, columns: null } };
  const { checks, definition } = opened;
  const readFile = (path: string): string => readFileSync(path, 'utf8');
  const options = { env: terminal.env, readFile, ...checks };
  const { find: columns, told } = await askColumns(definition, options, terminal.signal);
  return { ...opened, checks: { ...checks, columns }, told: [...opened.told, ...told] };
}

async function readPipeline(
  file: string,
  { cwd, env }: Pick<Terminal, 'cwd' | 'env'>,
): Promise<OpenedPipeline> {
  const warnings = new Map<string, string>();
  const warn = (path: string, text: string): unknown => warnings.set(path, text);
  if (!namesVectorFiles(file, cwd)) {
    const definition = await importPipeline(file, cwd);
    const folder = dirname(resolve(cwd, file));
    const checks = compilersFor(folder, noTables, warn);
    return { definition, folder, checks, tables: noTables, vector: null, warnings, told: [] };
  }
  const files = readVectorFiles(file, cwd);
  const first = resolve(cwd, file.split(',')[0] ?? '');
  const folder = statSync(first).isDirectory() ? first : dirname(first);
  const vector = readVector(files, { env });
  const { definition } = vector;
  const { tables, faults, told } = readTables(vector.tables, folder);
  const origin = { ...vector.origin, faults: [...vector.origin.faults, ...faults] };
  const checks = { ...compilersFor(folder, tables, warn), origin };
  return {
    definition,
    folder,
    checks,
    tables,
    vector,
    warnings,
    told: [...vector.told, ...told],
  };
}
