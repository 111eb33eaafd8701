import { dirname } from 'node:path';
import { readFileSync } from 'node:fs';
import { importPipeline } from '../../../functions/cli/import-pipeline.ts';
import { compilersFor } from '../../../functions/cli/compilers-for.ts';
import { loadModel } from '../../../functions/handler/load-model.ts';
import { loadPipeline } from '../../../shared/pipeline/load.ts';
import type { LoadPipeline } from '../settings/read-settings.ts';

/** A pipeline as the container or the function will load it. */
export const loadHere: LoadPipeline = async (file, env, host) => {
  const definition = await importPipeline(file, dirname(file));
  const compilers = compilersFor(dirname(file));
  if (host === 'function') return loadModel(definition, env, compilers);
  const readFile = (path: string): string => readFileSync(path, 'utf8');
  return loadPipeline(definition, { env, readFile, ...compilers });
};
