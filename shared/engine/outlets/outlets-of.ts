import { type GraphNode, outletsBelow } from '../graph.ts';
import type { EngineOptions } from '../build-engine.ts';
import { required } from '../required.ts';
import { standardStreams } from './standard-streams.ts';
import { createOutletWriter, type OutletWriter } from './outlet-writer.ts';

/** The writers of the outlets below a source, by their names. */
export function outletsOf(
  { model, emit, clock, writeLines = standardStreams }: EngineOptions,
  source: string,
  readers: readonly GraphNode[],
): ReadonlyMap<string, OutletWriter> {
  const names = outletsBelow(readers);
  const timeField = required(model.sources, source).fields.timestamp;
  return new Map(
    names.map((name) => {
      const outlet = required(model.outlets, name);
      return [name, createOutletWriter({ name, outlet, timeField, writeLines, emit, clock })];
    }),
  );
}
