import type { PipelineModel } from '../../../shared/pipeline/model.ts';

/**
 * The pipeline without what `dedupe` and `throttle` would leave out: dead letters come together that were far from each
 * other, and none of them is to be lost because another one is beside it. A `reduce` stays: those of a group come together.
 */
export function withOpenGates(model: PipelineModel): PipelineModel {
  const transforms = [...model.transforms].map(([name, transform]) => {
    if (transform.type !== 'dedupe' && transform.type !== 'throttle') {
      return [name, transform] as const;
    }
    return [name, { ...transform, open: () => () => true }] as const;
  });
  return { ...model, transforms: new Map(transforms) };
}
