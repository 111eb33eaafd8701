import { type GraphNode, tapsBelow } from '../graph.ts';
import type { EngineOptions } from '../build-engine.ts';
import { required } from '../required.ts';
import { standardStreams } from './standard-streams.ts';
import { createTapWriter, type TapWriter } from './tap-writer.ts';

/** The writers of the taps below a source, by their names. */
export function tapsOf(
  { model, emit, clock, writeLines = standardStreams }: EngineOptions,
  source: string,
  readers: readonly GraphNode[],
): ReadonlyMap<string, TapWriter> {
  const names = tapsBelow(readers);
  const timeField = required(model.sources, source).fields.timestamp;
  return new Map(
    names.map((name) => {
      const tap = required(model.taps, name);
      return [name, createTapWriter({ name, tap, timeField, writeLines, emit, clock })];
    }),
  );
}
