import { dayMs } from '../../../../time/local-time.ts';
import { timeZone, utcZone, type TimeZone } from '../../../../time/zone.ts';

/**
 * The zone of a name of tzdata; null where there is none. `local` is UTC: what a record becomes may not depend on the
 * machine that it is processed on.
 */
export function vrlZone(name: string): TimeZone | null {
  if (name === '' || name === 'local') return utcZone;
  // tzdata's names are told apart by case, and an offset is none of them
  if (!/^[A-Z]/.test(name) || /\/[a-z]/.test(name.replace(/\/(?:east|west|north|south)\b/, ''))) {
    return null;
  }
  return timeZone(name);
}

/** The moments at which the clocks of a zone show a time, given as if it were UTC: none, one, or two (set back). */
export function momentsOf(localMs: number, zone: TimeZone): number[] {
  if (zone.utc) return [localMs];
  const offsets = new Set([zone.offsetMs(localMs - dayMs), zone.offsetMs(localMs + dayMs)]);
  return [...offsets]
    .filter((offsetMs) => zone.offsetMs(localMs - offsetMs) === offsetMs)
    .map((offsetMs) => localMs - offsetMs)
    .toSorted((a, b) => a - b);
}

/** The abbreviation that a zone's clocks go by, such as CEST; `+03` where it has none. */
export function abbreviation(epochMs: number, zone: TimeZone): string {
  if (zone.utc) return 'UTC';
  // each of the locales knows those of its own part of the world
  for (const locale of ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA']) {
    const parts = new Intl.DateTimeFormat(locale, {
      timeZone: zone.name,
      timeZoneName: 'short',
    }).formatToParts(epochMs);
    const text = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    if (text !== '' && !text.startsWith('GMT+') && !text.startsWith('GMT-')) return text;
  }
  const minutes = Math.abs(zone.offsetMs(epochMs)) / 60_000;
  const sign = zone.offsetMs(epochMs) < 0 ? '-' : '+';
  const hour = String(Math.floor(minutes / 60)).padStart(2, '0');
  return `${sign}${hour}${minutes % 60 === 0 ? '' : String(minutes % 60).padStart(2, '0')}`;
}
