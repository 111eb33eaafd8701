import type { ResourceLimits } from 'node:worker_threads';

/**
 * Events live for as long as it takes to write them into columns: with little room for what is new the thread takes some
 * 80 MB less, and no more time.
 */
export const threadLimits: ResourceLimits = { maxYoungGenerationSizeMb: 12 };
