import { SluiceError } from '../../shared/errors.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';

/**
 * Whether all stores can create an object only where there is none, which exactly once rests on. Asked at start, since
 * a store that ignores the condition says nothing and replaces.
 * @param unable sinks whose store can't, with its place
 * @throws {SluiceError} CONFIG_INVALID where one can't and its sink does not allow to replace
 */
export function createsOnly(model: PipelineModel, unable: ReadonlyMap<string, string>): boolean {
  const refused = [...unable].filter(([sink]) => model.sinks.get(sink)?.allowOverwrite !== true);
  if (refused.length === 0) return unable.size === 0;
  const places = refused.map(([sink, place]) => `${sink} (${place})`).join(', ');
  throw new SluiceError(
    'CONFIG_INVALID',
    `delivery 'exact' needs a store that honours If-None-Match: *, and that of ${places} does not; ` +
      'allowed: allowOverwrite: true in the sink (a consumer that is late may then replace a newer object), ' +
      "or delivery: 'dense'",
  );
}
