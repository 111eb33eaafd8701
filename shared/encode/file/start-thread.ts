import { Worker } from 'node:worker_threads';
import { threadLimits } from './thread-limits.ts';

/** Starts the thread of `make-in-thread.ts`. In a bundle, which is one file, the build puts the thread's code here. */
export function startThread(): Worker {
  return new Worker(new URL('thread.ts', import.meta.url), { resourceLimits: threadLimits });
}
