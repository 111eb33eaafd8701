import { setImmediate as nextTurn } from 'node:timers/promises';
import { SluiceError } from '../errors.ts';
import type { Chunk } from '../record.ts';
import type { Engine } from './engine.ts';

/**
 * Feeds one source from chunks that are at hand (a file, an invocation), publishes what is open at the end, and
 * resolves when all of it is stored. A partition begins where its first chunk does.
 * @param failed the first error that cannot heal, as `onFatal` was told; null while there is none
 * @throws {SluiceError} that error, or RECORD_REJECTED; what came before it is stored
 */
export async function runToEnd(
  engine: Engine,
  source: string,
  chunks: AsyncIterable<Chunk>,
  failed: () => SluiceError | null,
): Promise<void> {
  const target = engine.sources.get(source);
  if (target === undefined) throw new SluiceError('INTERNAL', `source '${source}' is not there`);
  const never = new AbortController().signal;
  try {
    for await (const chunk of chunks) {
      if (target.held(chunk) === undefined) target.assign(chunk, null, chunk.start);
      if (!target.accept(chunk)) {
        const { topic, partition, start } = chunk;
        const expected = target.held(chunk)?.position;
        throw new SluiceError(
          'INPUT_UNREADABLE',
          `records of ${topic}/${partition} are not in the order of their offsets: ` +
            `got ${start} where ${expected} was to come`,
        );
      }
      await engine.room(never);
      await nextTurn();
      if (failed() !== null) break;
    }
  } finally {
    engine.cutAll('end');
    await engine.settled();
  }
  const error = failed();
  if (error !== null) throw error;
}
