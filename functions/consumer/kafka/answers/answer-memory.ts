import { MemoryPool } from '../../../../shared/memory-pool.ts';

/** Of the answers of brokers, of all connections of a thread. */
export const answerMemory: MemoryPool = new MemoryPool({
  leastBytes: 64 * 1024,
  keptBytes: 16 * 1024 * 1024,
});
