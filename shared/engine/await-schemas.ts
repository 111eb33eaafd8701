import type { Chunk } from '../record.ts';
import type { SourceEngine } from './source-engine.ts';

/**
 * Waits until a chunk can be taken, for hosts that have nothing else to do meanwhile; `accept` has to come right after
 * it. Resolves, too, when the signal is aborted: then nothing may be taken any more.
 */
export async function awaitSchemas(
  source: SourceEngine,
  chunk: Chunk,
  signal: AbortSignal,
): Promise<void> {
  for (let needs = source.needs(chunk); needs !== null; needs = source.needs(chunk)) {
    if (signal.aborted) return;
    await needs.wait(signal);
  }
}
