import { namedZone } from './named-zone.ts';

/** Knows how far a zone's clocks are ahead of UTC at a moment. */
export interface TimeZone {
  /** As it was given. */
  readonly name: string;
  /** True where the offset is 0 at all times. */
  readonly utc: boolean;
  /** Milliseconds to add to UTC to get the local clock. */
  readonly offsetMs: (epochMs: number) => number;
}

export const utcZone: TimeZone = { name: 'UTC', utc: true, offsetMs: () => 0 };

const utcNames = new Set([
  'UTC',
  'Etc/UTC',
  'Etc/UCT',
  'Etc/Zulu',
  'Zulu',
  'UCT',
  'Etc/Universal',
  'GMT',
  'Etc/GMT',
]);
const zones = new Map<string, TimeZone>([['UTC', utcZone]]);

/**
 * The zone of an IANA name (`Asia/Seoul`) or a fixed offset (`+09:00`); null where the runtime does not know it. A
 * machine's own zone can't be named: the same record would get another key on another machine.
 */
export function timeZone(name: string): TimeZone | null {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = utcNames.has(name) ? { ...utcZone, name } : namedZone(name);
  if (zone !== null) zones.set(name, zone);
  return zone;
}
