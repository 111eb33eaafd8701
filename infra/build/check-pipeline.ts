import { readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AskedColumns, askColumns } from '../../functions/cli/columns/ask-columns.ts';
import { compilersFor } from '../../functions/cli/compilers-for.ts';
import { type GeneratedMessages, messagesCompiler } from '../../functions/cli/messages-compiler.ts';
import { type GeneratedRemap, programsCompiler } from '../../functions/cli/programs-compiler.ts';
import { openPipeline } from '../../functions/cli/open-pipeline.ts';
import { namesVectorFiles } from '../../functions/cli/vector-files.ts';
import { SluiceError } from '../../shared/errors.ts';
import { checkPipeline, type CheckOptions } from '../../shared/pipeline/load.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import type { VectorPipeline } from '../../shared/vector/read-vector.ts';
import { type EnrichmentTables, noTables } from '../../shared/transform/vrl/functions/tables.ts';
import type { Plugin } from 'esbuild';
import { bundle } from './bundle.ts';

/** A pipeline that can be bundled. */
export interface CheckedFile {
  /** The whole path of the file. */
  readonly path: string;
  /** What it is in Vector's words; null where it is TypeScript. */
  readonly vector: VectorPipeline | null;
  readonly model: PipelineModel;
  /** What was generated for the messages that its sources decode. */
  readonly messages: readonly GeneratedMessages[];
  /** What was generated for the transforms that are written in VRL. */
  readonly programs: readonly GeneratedRemap[];
  /** What registries said of the columns of its sinks. */
  readonly asked: Pick<AskedColumns, 'columns' | 'told'>;
}

/**
 * Finds the pipeline file and loads it once, so that a wrong one is refused here and not when it is deployed.
 * @throws {SluiceError} PIPELINE_UNREADABLE, or CONFIG_INVALID with every fault at once
 */
export async function checkedPipeline(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<CheckedFile> {
  const path = resolve(file);
  if (namesVectorFiles(file, process.cwd())) return checkedVector(file, env);
  const subject = `the pipeline file '${file}'`;
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile()) {
    const why = found === null ? 'there is no such file' : 'it is a folder, not a file';
    throw new SluiceError('PIPELINE_UNREADABLE', `${subject}: ${why}`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'sluice-build-'));
  try {
    const outfile = join(folder, `${basename(path).replace(/\.\w+$/, '')}.mjs`);
    // places of faults are told as whoever started it would type them
    const options = {
      absWorkingDir: process.cwd(),
      entryPoints: [path],
      outfile,
      plugins: [sluiceOfBuild],
    };
    const { metafile } = await bundle(path, options, { code: 'PIPELINE_UNREADABLE', subject });
    const exported = Object.values(metafile.outputs).flatMap((output) => output.exports);
    if (!exported.includes('default')) {
      const instead = exported.length === 0 ? 'nothing' : exported.join(', ');
      throw new SluiceError(
        'PIPELINE_UNREADABLE',
        `${subject} exports ${instead}, but a pipeline is the default export: export default definePipeline({ … })`,
      );
    }
    const loaded = (await import(pathToFileURL(outfile).href).catch((cause: unknown) => {
      throw new SluiceError('PIPELINE_UNREADABLE', `${subject} fails while it loads`, { cause });
    })) as { readonly default: unknown };
    const { default: definition } = loaded;
    return { path, vector: null, ...(await checked(definition, dirname(path), { env })) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same of a configuration of Vector's, whose programs are compiled here. */
async function checkedVector(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<CheckedFile> {
  const place = { cwd: process.cwd(), env };
  const { definition, folder, checks, tables, vector } = await openPipeline(
    file,
    place,
    'ask nobody',
  );
  const path = resolve(file.split(',')[0] ?? '');
  const options = { env, origin: checks.origin };
  return { path, vector, ...(await checked(definition, folder, options, tables)) };
}

/** @param folder of the file, from which schemas and programs are */
async function checked(
  definition: unknown,
  folder: string,
  options: CheckOptions,
  tables: EnrichmentTables = noTables,
): Promise<Pick<CheckedFile, 'model' | 'messages' | 'programs' | 'asked'>> {
  const readFile = (path: string): string => readFileSync(path, 'utf8');
  const asked = await askColumns(definition, {
    ...options,
    readFile,
    ...compilersFor(folder, tables),
  });
  const messages: GeneratedMessages[] = [];
  const programs: GeneratedRemap[] = [];
  const { model } = checkPipeline(definition, {
    ...options,
    columns: asked.find,
    messages: messagesCompiler(folder, (generated) => messages.push(generated)),
    programs: programsCompiler(folder, tables, (generated) => programs.push(generated)),
  });
  return { model, messages, programs, asked };
}

const api = pathToFileURL(join(import.meta.dirname, '../../shared/pipeline/api.ts')).href;

/** The functions that a program calls are those that watch it while it is loaded, not a copy of them. */
const sluiceOfBuild: Plugin = {
  name: 'sluice-of-build',
  setup: (bundler) => {
    bundler.onResolve({ filter: /^sluice$/ }, () => ({ path: api, external: true }));
  },
};
