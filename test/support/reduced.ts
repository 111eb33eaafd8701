import assert from 'node:assert/strict';
import { engineOf, type EngineUnderTest } from './engine.ts';
import { memoryChunk, type TestRecord } from './memory-chunk.ts';
import { linesBelow, type MemoryStore, memoryStore } from './memory-store.ts';
import { minimalPipeline, withoutMetadata } from './minimal-pipeline.ts';

/** A record's value. */
export interface Value {
  /** The record's time in seconds. */
  readonly at?: number;
  readonly [field: string]: unknown;
}

interface ReduceUnderTest extends EngineUnderTest {
  readonly store: MemoryStore;
  /** Lines of each object below a prefix, in the order of the keys. */
  readonly lines: (prefix: string) => readonly Record<string, unknown>[];
}

export const at = { topic: 'devices', partition: 0 } as const;

/** The engine with some transforms before its sink, which reads `last`. */
export function pipeline(
  transforms: object,
  sink: object = {},
  more: { readonly source?: object; readonly top?: object } = {},
): ReduceUnderTest {
  const store = memoryStore();
  const definition = minimalPipeline({
    source: { ...withoutMetadata, ...more.source },
    sink: { inputs: ['last'], keyPrefix: 'raw/', compression: 'none', ...sink },
    top: { transforms, ...more.top },
  });
  const under = engineOf(definition, new Map([['s3', store]]));
  under.source.assign(at, null, 0n);
  return { ...under, store, lines: (prefix) => linesBelow(store, prefix) };
}

export function recordsOf(values: readonly Value[]): readonly TestRecord[] {
  return values.map(({ at: seconds = 0, ...value }, offset) => ({
    offset: BigInt(offset),
    timestampMs: seconds * 1000,
    value: JSON.stringify(value),
  }));
}

/** Sends records through one epoch. */
export async function reduced(
  transforms: object,
  values: readonly Value[],
  sink: object = {},
): Promise<ReduceUnderTest> {
  const under = pipeline(transforms, sink);
  const records = recordsOf(values);
  under.source.accept(memoryChunk({ start: 0n, next: BigInt(values.length), records }));
  under.engine.cutAll('end');
  await under.engine.settled();
  assert.deepEqual(under.fatal, []);
  assert.deepEqual([under.engine.budget.open, under.engine.budget.publishing], [0, 0]);
  return under;
}

/** A value for each letter. */
export function ids(text: string): readonly Value[] {
  return text.split('').map((id) => ({ id }));
}
