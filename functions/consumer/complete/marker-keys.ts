import type { EpochOwner } from '../../../shared/engine/exact/epoch-record.ts';

const hourMs = 3_600_000;

/** The hour that a time lies in, counted from 1970, in UTC. */
export function hourOf(timeMs: number): number {
  return Math.floor(timeMs / hourMs);
}

export function startOfHourMs(hour: number): number {
  return hour * hourMs;
}

/** `2026-11-25T10`: sorts like the hours do. */
export function hourName(hour: number): string {
  return new Date(startOfHourMs(hour)).toISOString().slice(0, 13);
}

/** Below this a topic's markers lie, one an hour, and `begin.json`. */
export function markerFolder({ pipeline, groupId }: EpochOwner, topic: string): string {
  return `_sluice/${pipeline}/${encodeURIComponent(groupId)}/${topic}/complete/`;
}

/** The hour of a marker by its key; null where it is another file. */
export function hourOfKey(key: string): number | null {
  const name = /\/(\d{4}-\d{2}-\d{2}T\d{2})\.json$/.exec(key)?.[1];
  return name === undefined ? null : hourOf(Date.parse(`${name}:00:00Z`));
}
