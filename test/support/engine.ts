import { buildEngine } from '../../shared/engine/build-engine.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { PublishedEpoch, SourceEngine } from '../../shared/engine/source-engine.ts';
import type { SluiceError } from '../../shared/errors.ts';
import { loadPipeline } from '../../shared/pipeline/load.ts';
import type { ObjectStore } from '../../shared/sink/object-store.ts';
import type { TelemetryEvent } from '../../shared/telemetry/events.ts';

/** An engine of a pipeline with everything that it tells, for tests without a host. */
export interface EngineUnderTest {
  readonly engine: Engine;
  readonly source: SourceEngine;
  readonly published: PublishedEpoch[];
  readonly events: TelemetryEvent[];
  readonly fatal: SluiceError[];
}

/** @param definition as `definePipeline` takes it; its first source is the one under test */
export function engineOf(
  definition: object,
  stores: ReadonlyMap<string, ObjectStore>,
  clock: () => number = () => 1_700_000_000_000,
): EngineUnderTest {
  const model = loadPipeline(definition, {
    env: {},
    readFile: () => {
      throw new Error('no files here');
    },
  });
  const published: PublishedEpoch[] = [];
  const events: TelemetryEvent[] = [];
  const fatal: SluiceError[] = [];
  const engine = buildEngine({
    model,
    stores,
    emit: (event) => events.push(event),
    clock,
    onPublished: (_source, epoch) => published.push(epoch),
    onFatal: (error) => fatal.push(error),
  });
  const [source] = engine.sources.values();
  if (source === undefined) throw new Error('the pipeline has no source');
  return { engine, source, published, events, fatal };
}
