import { crossCheck } from './cross-checks.ts';
import type { Faults } from './faults.ts';
import type { PipelineModel } from './model.ts';
import { isPlainObject } from './options/read-options.ts';
import { reducesOf } from './reduce-checks.ts';

/**
 * What can only be told from several options together, for a function. A batch that comes again may be longer than before.
 * Then its groups are others, and may end in another order: the objects of the first time would not all be replaced, and
 * what is in them would be stored twice.
 */
export function crossCheckForFunction(model: PipelineModel, faults: Faults): void {
  crossCheck(model, faults);
  for (const name of reducesOf(model)) {
    faults.add(
      `transforms.${name}.type`,
      "got the text 'reduce', which only the container has: a batch that Lambda sends again may be longer, its groups are others then, and what was stored of them before stays beside them; run this pipeline in the container, or group in the query",
    );
  }
}

/** Whether a transform has to tell times from texts that look like them. */
export function mergeTimes(transforms: Readonly<Record<string, unknown>>): boolean {
  return Object.values(transforms).some((raw) => isPlainObject(raw) && raw['type'] === 'reduce');
}
