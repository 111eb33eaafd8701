import { dirname } from 'node:path';
import { loadDefinition } from '../../../functions/cli/load-pipeline-file.ts';
import { openPipeline } from '../../../functions/cli/open-pipeline.ts';
import { loadModel } from '../../../functions/handler/load-model.ts';
import { refuseInFunction } from '../../build/refuse-in-function.ts';
import type { LoadPipeline } from '../settings/read-settings.ts';

/** A pipeline as the container or the function will load it. */
export const loadHere: LoadPipeline = async (file, env, host) => {
  const { definition, checks } = await openPipeline(file, { cwd: dirname(file), env });
  if (host !== 'function') return loadDefinition(definition, { env }, checks);
  const model = loadModel(definition, env, checks);
  refuseInFunction(model);
  return model;
};
