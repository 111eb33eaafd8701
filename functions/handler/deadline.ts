/** The part of what is left that is kept for the answer, and its bounds in ms. */
const share = 0.1;
const leastMs = 250;
const mostMs = 3_000;

/**
 * When the answer is due: early enough before Lambda's own time out that it is given, as a time out ends the whole
 * environment, says nothing of why, and fails also what is stored.
 * @param remainingMs until Lambda ends the invocation
 */
export function deadlineAfterMs(remainingMs: number): number {
  const keptMs = Math.min(mostMs, Math.max(leastMs, remainingMs * share));
  return Math.max(0, remainingMs - keptMs);
}
