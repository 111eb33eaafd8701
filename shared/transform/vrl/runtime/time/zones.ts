import { dayMs } from '../../../../time/local-time.ts';
import { zoneName } from './zone-names.ts';
import { timeZone, utcZone, type TimeZone } from '../../../../time/zone.ts';

/** From here on clocks stay as they are: VRL's tables end with the year 2099. */
const lastChangeMs = Date.UTC(2100, 0, 1);

const localZone: TimeZone = { ...utcZone, name: 'local' };
const zones = new Map<string, TimeZone | null>();
const maxZones = 1024;

/**
 * The zone of a name of tzdata; null where there is none. `local` is UTC: what a record becomes may not depend on the
 * machine that it is processed on.
 */
export function vrlZone(name: string): TimeZone | null {
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = endingZone(name);
    // a name may come from the event
    if (zones.size >= maxZones) zones.clear();
    zones.set(name, zone);
  }
  return zone;
}

function endingZone(name: string): TimeZone | null {
  if (name === '') return utcZone;
  if (name === 'local') return localZone;
  // tzdata's names are told apart by case, and an offset is none of them
  if (!/^[A-Z]/.test(name) || /\/[a-z]/.test(name.replace(/\/(?:east|west|north|south)\b/, ''))) {
    return null;
  }
  const zone = timeZone(name);
  if (zone === null || zone.utc) return zone;
  return { ...zone, offsetMs: (epochMs) => zone.offsetMs(Math.min(epochMs, lastChangeMs)) };
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
  if (zone.name === 'local') return '+00:00';
  if (zone.utc) return /GMT/.test(zone.name) ? 'GMT' : 'UTC';
  const offsetMs = zone.offsetMs(epochMs);
  const momentMs = momentOfName(epochMs, offsetMs, zone);
  if (momentMs === null) return 'LMT';
  const ownName = zoneName(nameOfIntl(zone), offsetMs);
  if (ownName !== undefined) return ownName;
  // each of the locales knows those of its own part of the world
  for (const locale of ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA']) {
    const parts = new Intl.DateTimeFormat(locale, {
      timeZone: zone.name,
      timeZoneName: 'short',
    }).formatToParts(momentMs);
    const text = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    if (text !== '' && !text.startsWith('GMT+') && !text.startsWith('GMT-')) return text;
  }
  const minutes = Math.abs(offsetMs) / 60_000;
  const sign = offsetMs < 0 ? '-' : '+';
  const hour = String(Math.floor(minutes / 60)).padStart(2, '0');
  return `${sign}${hour}${minutes % 60 === 0 ? '' : String(minutes % 60).padStart(2, '0')}`;
}

const namesOfIntl = new WeakMap<TimeZone, string>();

/** What Intl calls a zone, which it tells by a formatter alone: made once, as a record may ask for each of its times. */
function nameOfIntl(zone: TimeZone): string {
  const known = namesOfIntl.get(zone);
  if (known !== undefined) return known;
  const { timeZone: name } = new Intl.DateTimeFormat('en-US', {
    timeZone: zone.name,
  }).resolvedOptions();
  namesOfIntl.set(zone, name);
  return name;
}

/** A moment with that offset, of which Intl knows what its clocks go by: it does of 1970 and later. */
function momentOfName(epochMs: number, offsetMs: number, zone: TimeZone): number | null {
  if (epochMs >= 0 && epochMs < lastChangeMs) return epochMs;
  const others = [1970, 2024].flatMap((year) => [Date.UTC(year, 0, 15), Date.UTC(year, 6, 15)]);
  return others.find((otherMs) => zone.offsetMs(otherMs) === offsetMs) ?? null;
}
