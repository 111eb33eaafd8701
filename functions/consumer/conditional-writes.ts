import { SluiceError } from '../../shared/errors.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import type { ObjectStore } from '../../shared/sink/object-store.ts';

/**
 * Whether all stores can create an object only where there is none, which exactly once rests on. Asked at start, since
 * a store that ignores the condition says nothing and replaces.
 * @throws {SluiceError} CONFIG_INVALID where one can't and its sink does not allow to replace
 */
export async function checkConditionalWrites(
  model: PipelineModel,
  stores: ReadonlyMap<string, ObjectStore>,
  signal: AbortSignal,
): Promise<boolean> {
  if (model.delivery === 'dense') return false;
  const unable: string[] = [];
  for (const [sink, store] of stores) {
    if (!(await store.supportsCreate(signal))) unable.push(sink);
  }
  const refused = unable.filter((sink) => model.sinks.get(sink)?.allowOverwrite !== true);
  if (refused.length === 0) return unable.length === 0;
  const places = refused.map((sink) => `${sink} (${stores.get(sink)?.location ?? ''})`).join(', ');
  throw new SluiceError(
    'CONFIG_INVALID',
    `delivery 'exact' needs a store that honours If-None-Match: *, and that of ${places} does not; ` +
      "allowed: allowOverwrite: true in the sink (a consumer that is late may then replace a newer object), or delivery: 'dense'",
  );
}
