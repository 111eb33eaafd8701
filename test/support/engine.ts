import { programsCompiler } from '../../functions/cli/programs-compiler.ts';
import {
  buildContainerEngine,
  type ContainerOptions,
} from '../../shared/engine/build-container-engine.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { Span } from '../../shared/engine/span.ts';
import type { SourceEngine } from '../../shared/engine/source-engine.ts';
import type { SluiceError } from '../../shared/errors.ts';
import { loadPipeline } from '../../shared/pipeline/load.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import type { ObjectStore } from '../../shared/sink/object-store.ts';
import type { TelemetryEvent } from '../../shared/telemetry/events.ts';
import { messagesOfTests } from './messages/message-type.ts';

/** An engine of a pipeline with everything that it tells, for tests without a host. */
export interface EngineUnderTest {
  readonly engine: Engine;
  readonly source: SourceEngine;
  readonly published: Span[];
  /** What was to be written down before anything of an epoch was stored. */
  readonly begun: { readonly first: bigint; readonly next: bigint; readonly ledger: string }[];
  readonly events: TelemetryEvent[];
  readonly fatal: SluiceError[];
}

/**
 * @param definition as `definePipeline` takes it; its first source is the one under test
 * @param partBytes of objects that grow; far below what S3 takes, so that a test needs no large ones
 */
export function engineOf(
  definition: object,
  stores: ReadonlyMap<string, ObjectStore>,
  clock: () => number = () => 1_700_000_000_000,
  partBytes?: number,
  more: Partial<
    Pick<ContainerOptions, 'dataFolder' | 'incarnationOf' | 'schemas' | 'writeLines'>
  > = {},
): EngineUnderTest {
  const loaded = loadPipeline(definition, {
    env: {},
    readFile: () => {
      throw new Error('no files here');
    },
    messages: messagesOfTests,
    programs: programsCompiler(import.meta.dirname),
  });
  const model = partBytes === undefined ? loaded : withParts(loaded, partBytes);
  const published: Span[] = [];
  const begun: EngineUnderTest['begun'] = [];
  const events: TelemetryEvent[] = [];
  const fatal: SluiceError[] = [];
  const engine = buildContainerEngine({
    model,
    stores,
    emit: (event) => events.push(event),
    clock,
    offsets: () => ({
      begin: (span, ledger) => {
        begun.push({ first: span.first, next: span.next, ledger });
        return Promise.resolve(true);
      },
      end: (spans) => published.push(...spans.map((span) => ({ ...span }))),
      pressed: () => undefined,
    }),
    storing: () => 'create',
    incarnationOf: () => '',
    onFatal: (error) => fatal.push(error),
    ...more,
  });
  const [source] = engine.sources.values();
  if (source === undefined) throw new Error('the pipeline has no source');
  return { engine, source, published, begun, events, fatal };
}

/** The same pipeline with parts of another size. */
export function withParts(model: PipelineModel, partBytes: number): PipelineModel {
  const sinks = [...model.sinks].map(
    ([name, sink]) => [name, { ...sink, multipart: { partBytes } }] as const,
  );
  return { ...model, sinks: new Map(sinks) };
}
