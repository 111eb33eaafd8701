import { MemoryPool } from '../../memory-pool.ts';

/** Of finished frames, until they are stored. */
export const frameMemory: MemoryPool = new MemoryPool({
  leastBytes: 1,
  keptBytes: 16 * 1024 * 1024,
});
