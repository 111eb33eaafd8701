import { dayMs } from './local-time.ts';
import type { TimeZone } from './zone.ts';

/**
 * The moment at which the clocks of a zone show a time, given as if it were UTC. A time that comes twice (clocks set
 * back) is the first of the two; one that is left out (clocks set forward) is moved on by what was left out.
 */
export function momentOf(localMs: number, zone: TimeZone): number {
  if (zone.utc) return localMs;
  const before = zone.offsetMs(localMs - dayMs);
  const after = zone.offsetMs(localMs + dayMs);
  if (zone.offsetMs(localMs - before) === before) return localMs - before;
  if (zone.offsetMs(localMs - after) === after) return localMs - after;
  return localMs - before;
}
