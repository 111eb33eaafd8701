import type { WriteLines } from './outlet-writer.ts';

/** The streams of the process; on Linux they are waited for, so that lines are not gathered in memory. */
export const standardStreams: WriteLines = (target, lines) => {
  process[target].write(lines);
};
