import { vrlZone } from '../time/zones.ts';

/** The offset that a zone of Datadog’s rules has at a moment, in seconds; null: it is none. */
export function offsetOf(zone: string, epochMs: number): number | null {
  if (['GMT', 'UTC', 'UT', 'Z'].includes(zone)) return 0;
  const sign = zone.startsWith('-')
    ? 0
    : zone.includes('+')
      ? zone.indexOf('+')
      : zone.indexOf('-');
  if (sign >= 0) return signedOffset(zone.slice(sign));
  const named = vrlZone(zone);
  return named === null ? null : named.offsetMs(epochMs) / 1000;
}

/** `+5`, `+05:30` or `+0530`. */
function signedOffset(text: string): number | null {
  const match = /^([+-])(?:(\d{1,2})|(\d\d):?([0-5]\d))$/.exec(text);
  if (match === null) return null;
  const [, sign, hours, longHours = hours, minutes = '0'] = match;
  const seconds = Number(longHours) * 3600 + Number(minutes) * 60;
  if (seconds >= 86_400) return null;
  return sign === '-' ? -seconds : seconds;
}
