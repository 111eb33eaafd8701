import { localTime } from '../../../../time/local-time.ts';
import { utcZone } from '../../../../time/zone.ts';
import { plainText } from '../plain-text.ts';
import { Regex, type RegexMatch } from '../regex.ts';
import { readNaive } from '../time/read-naive.ts';
import { readTime } from '../time/read.ts';
import { momentsOf, vrlZone } from '../time/zones.ts';
import type { Value, VrlObject } from '../value.ts';
import { offsetOf } from './offset.ts';

const known = new WeakMap<VrlObject, Regex>();

/** Milliseconds since 1970 of a date in a format of Datadog’s rules; undefined: it is no such date. */
export function applyDate(text: string, filter: VrlObject, nowMs: number): Value | undefined {
  const adjusted = withDay(plainText(filter['strftime']), text, nowMs);
  let { value } = adjusted;
  const { format } = adjusted;
  if (value.endsWith('Z') && filter['endsInZulu'] === true) value = `${value.slice(0, -1)}+0000`;
  if (filter['hasFraction'] === true) value = withPoint(value, captures(filter));
  if (filter['hasZoneName'] === true) {
    const regex = captures(filter);
    const zone = vrlZone(groupOf(regex, regex.match(text), 'tz') ?? '-');
    const time = zone === null ? null : readNaive(value, format);
    if (zone === null || time === null || !time.hasDate || !time.hasClock) return undefined;
    const [moment, other] = momentsOf(time.epochMs, zone);
    return moment === undefined || other !== undefined ? undefined : Math.floor(moment);
  }
  if (filter['hasZone'] === true) {
    const time = /%:?z/.test(format) ? readTime(value, format, utcZone) : '';
    return typeof time === 'string' ? undefined : time.epochMs;
  }
  const time = readNaive(value, format);
  if (time === null) return undefined;
  const zone = filter['zone'];
  if (!time.hasDate || !time.hasClock || typeof zone !== 'string') return Math.floor(time.epochMs);
  const offset = offsetOf(zone, nowMs);
  return offset === null ? undefined : Math.floor(time.epochMs - offset * 1000);
}

function captures(filter: VrlObject): Regex {
  let regex = known.get(filter);
  if (regex === undefined) {
    regex = new Regex(plainText(filter['captures']));
    known.set(filter, regex);
  }
  return regex;
}

function groupOf(regex: Regex, match: RegexMatch | null, name: string): string | undefined {
  const index = regex.names.find((one) => one.name === name)?.index;
  return index === undefined ? undefined : match?.groups[index];
}

/** The date of today for a format that has no day, the year of today for one that has no year. */
function withDay(
  strftime: string,
  text: string,
  nowMs: number,
): { readonly format: string; readonly value: string } {
  const { year, month, day } = localTime(nowMs, utcZone);
  let format = strftime;
  let value = text;
  if (!strftime.includes('d')) {
    format = `%-m %-d ${format}`;
    value = `${month} ${day} ${value}`;
  }
  if (!/[yY]/.test(strftime)) {
    format = `%Y ${format}`;
    value = `${year} ${value}`;
  }
  return { format, value };
}

/** With a point before the fraction of a second, whatever stands there. */
function withPoint(value: string, regex: Regex): string {
  const match = regex.match(value);
  if (match === null) return value;
  const before = groupOf(regex, match, 'before') ?? '';
  const sign = groupOf(regex, match, 'fr') ?? '';
  const place = match.start + before.length;
  return `${value.slice(0, place)}.${value.slice(place + sign.length)}`;
}
