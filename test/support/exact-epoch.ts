import type { Redo } from '../../shared/engine/redo.ts';
import { type EngineUnderTest, engineOf } from './engine.ts';
import { memoryChunk, type TestRecord } from './memory-chunk.ts';
import type { MemoryStore } from './memory-store.ts';

/** The partition that is under test. */
export const at = { topic: 'devices', partition: 0 };
export const hourMs = 3_600_000;
export const startMs: number = Date.parse('2026-05-01T00:00:00Z');

const source = {
  type: 'kafka',
  bootstrapServers: 'localhost:9092',
  topics: ['devices'],
  groupId: 'g',
};
const sink = {
  type: 'aws_s3',
  inputs: ['kafka'],
  bucket: 'lake',
  region: 'us-east-1',
  keyPrefix: 'raw/dth=%Y-%m-%d-%H/',
  compression: 'none',
};

export interface EpochOptions {
  /** Where the epoch that begins at 0 ends; behind its last record. */
  readonly next?: bigint;
  /** It was begun before. */
  readonly redo?: Redo | null;
  /** From where on objects grow as uploads; never. */
  readonly partBytes?: number;
  readonly definition?: object;
}

/** A pipeline with an object an hour. */
export function hourlyPipeline(options: { source?: object; sink?: object } = {}): object {
  return {
    name: 'under-test',
    sources: { kafka: { ...source, ...options.source } },
    sinks: { lake: { ...sink, ...options.sink } },
  };
}

/** Publishes one epoch of these records. */
export async function publishEpoch(
  store: MemoryStore,
  records: readonly TestRecord[],
  options: EpochOptions = {},
): Promise<EngineUnderTest> {
  const { next = (records.at(-1)?.offset ?? -1n) + 1n, redo = null, partBytes } = options;
  const { definition = hourlyPipeline() } = options;
  const under = engineOf(definition, new Map([['lake', store]]), () => startMs, partBytes);
  under.source.assign(at, null, 0n, redo);
  under.source.accept(memoryChunk({ start: 0n, next, records }));
  under.engine.cutAll('age');
  await under.engine.settled();
  return under;
}
