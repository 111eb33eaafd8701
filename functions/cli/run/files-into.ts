import { join } from 'node:path';
import type { OutletModel, PipelineModel } from '../../../shared/pipeline/model.ts';

/** The pipeline with its files below a folder, each under its whole path: a try-out writes nothing where they really go. */
export function filesInto(model: PipelineModel, folder: string): PipelineModel {
  return {
    ...model,
    outlets: new Map(
      [...model.outlets].map(([name, outlet]): [string, OutletModel] => {
        if (outlet.type !== 'file') return [name, outlet];
        const into = outlet.path.startsWith('/') ? folder : join(folder, '/');
        return [name, { ...outlet, into }];
      }),
    ),
  };
}
