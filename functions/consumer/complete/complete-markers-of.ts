import type { Engine } from '../../../shared/engine/engine.ts';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import type { ObjectStore } from '../../../shared/sink/object-store.ts';
import type { Emit } from '../../../shared/telemetry/events.ts';
import type { SourceHost } from '../source-host.ts';
import { CompleteMarkers } from './complete-markers.ts';

/** What marks the hours of a source: one, or none where it does not say so. */
export function completeMarkersOf(
  { name, port }: SourceHost,
  {
    model,
    stores,
    emit,
    clock,
  }: {
    readonly model: PipelineModel;
    readonly stores: ReadonlyMap<string, ObjectStore>;
    readonly emit: Emit;
    readonly clock: () => number;
  },
  engine: Engine,
): readonly CompleteMarkers[] {
  const source = model.sources.get(name);
  const rules = source?.completeMarkers ?? null;
  const store = stores.get(rules?.sink ?? '');
  if (source === undefined || rules === null || store === undefined) return [];
  return [
    new CompleteMarkers({
      source: name,
      owner: { pipeline: model.name, groupId: source.groupId },
      fingerprint: model.fingerprint,
      rules,
      store,
      port,
      holds: (at) => engine.sources.get(name)?.held(at) !== undefined,
      readsFromStart: source.startAt.at === 'earliest',
      emit,
      clock,
    }),
  ];
}
