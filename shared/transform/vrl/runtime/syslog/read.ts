import { type TimeZone, utcZone } from '../../../../time/zone.ts';
import { months } from '../../../../time/names.ts';
import { utcMs } from '../../../../time/local-time.ts';
import { readInteger } from '../read-integer.ts';
import { readTime } from '../time/read.ts';
import { momentsOf } from '../time/zones.ts';
import { Timestamp } from '../timestamp.ts';
import { type VrlObject } from '../value.ts';
import { trimWhite } from '../white-space.ts';
import { facilities, severities } from './codes.ts';
import { readElements } from './structured-data.ts';
import { setField } from '../../../../set-field.ts';

/**
 * Reads a message of RFC 5424, or of RFC 3164 in the many ways in which that is written. Null: it is neither.
 *
 * @param zone of a time without year; one with a year is taken for UTC, as by VRL
 */
export function readSyslog(text: string, now: Timestamp, zone: TimeZone): VrlObject | null {
  const trimmed = trimWhite(text);
  return readNew(trimmed) ?? readOld(trimmed, now, zone);
}

const noBlank = String.raw`[^\p{White_Space}]+`;
const newHead = new RegExp(
  `^(\\d+)[ \\t]+([^ ]*)[ \\t]+(${noBlank})[ \\t]+(${noBlank})[ \\t]+(${noBlank})[ \\t]+(${noBlank})[ \\t]*`,
  'u',
);

function readNew(text: string): VrlObject | null {
  const { message, rest } = readPriority(text);
  const head = newHead.exec(rest);
  if (head === null) return null;
  const [whole, version = '', time = '', host = '', app = '', process = '', id = ''] = head;
  const timestamp = readRfc3339(time);
  if (timestamp === null || Number(version) > 4294967295) return null;
  const hostname = host.endsWith(':') ? host.slice(0, -1) : host;
  if (hostname !== host || [host, app, process, id].includes(':')) return null;
  setField(message, 'version', Number(version));
  setField(message, 'timestamp', timestamp);
  setText(message, 'hostname', host);
  setText(message, 'appname', app);
  if (process !== '-') setField(message, 'procid', processId(process));
  setText(message, 'msgid', id);
  const data = readElements(rest.slice(whole.length), true);
  if (data === null) return null;
  return finished(message, data.elements, data.rest);
}

function setText(message: VrlObject, name: string, text: string): void {
  if (text !== '-') setField(message, name, text);
}

function finished(
  message: VrlObject,
  elements: readonly (readonly [string, VrlObject])[],
  rest: string,
): VrlObject {
  setField(message, 'message', rest.replace(/^[ \t]+/, ''));
  for (const [id, parameters] of elements) setField(message, id, parameters);
  return message;
}

function readPriority(text: string): { readonly message: VrlObject; readonly rest: string } {
  const match = /^<(\d+)>/.exec(text);
  const priority = Number(match?.[1] ?? 256);
  if (match === null || priority > 255) return { message: {}, rest: text };
  const facility = facilities[priority >> 3];
  const message: VrlObject = { severity: severities[priority & 7] ?? null };
  if (facility !== undefined) setField(message, 'facility', facility);
  return { message, rest: text.slice(match[0].length) };
}

function readRfc3339(text: string): Timestamp | null {
  if (!/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-−]\d\d:\d\d)$/u.test(text))
    return null;
  const time = readTime(text, '%+', utcZone);
  return typeof time === 'string' ? null : time;
}

function processId(text: string): string | number {
  const number = readInteger(text, 10);
  const isPid = typeof number === 'number' && Math.abs(number + 0.5) < 2 ** 31;
  return isPid ? number : text;
}

function readOld(text: string, now: Timestamp, zone: TimeZone): VrlObject | null {
  const { message, rest } = readPriority(text);
  const time = readOldTime(rest.replace(/^[ \t]+/, ''), now, zone);
  if (time === null) return null;
  setField(message, 'timestamp', time.timestamp);
  let left = time.rest;
  const host = takeHost(left);
  if (host !== null) left = host.rest;
  const tag = takeTag(left);
  if (tag !== null) left = tag.rest;
  nameSides(message, host?.field, tag?.field);
  left = left.replace(/^[ \t]*:?[ \t]*/, '');
  const data = readElements(left, false);
  return finished(message, data?.elements ?? [], data?.rest ?? left);
}

interface Field {
  /** Null for `-`. */
  readonly field: string | null;
  readonly rest: string;
}

function takeHost(text: string): Field | null {
  const match = new RegExp(`^ (${noBlank})`, 'u').exec(text)?.[1];
  if (match === undefined || match === ':') return null;
  const name = match.endsWith(':') ? match.slice(0, -1) : match;
  return { field: name === '-' && name === match ? null : name, rest: text.slice(1 + name.length) };
}

function takeTag(text: string): Field | null {
  const match = /^ ([^\p{White_Space}:]+)/u.exec(text)?.[1];
  if (match === undefined) return null;
  return { field: match === '-' ? null : match, rest: text.slice(1 + match.length) };
}

/** With one field alone, that is the program if it has a process id, and the host if not. */
function nameSides(
  message: VrlObject,
  host: string | null | undefined,
  tag: string | null | undefined,
): void {
  const field = tag ?? (tag === undefined ? host : null);
  const program = /^([^\p{White_Space}:[]*)\[([^\]]+)\]$/u.exec(field ?? '');
  const isHostKnown = host !== undefined && tag !== undefined && tag !== null;
  if (isHostKnown && host !== null) setField(message, 'hostname', host);
  if (program !== null) {
    setField(message, 'appname', program[1] ?? '');
    setField(message, 'procid', processId(program[2] ?? ''));
  } else if (typeof field === 'string') {
    setField(message, isHostKnown ? 'appname' : 'hostname', field);
  }
}

const oldTime = /^([A-Za-z]{3})[ \t]+(\d+)[ \t]+(?:(\d+)[ \t]+)?(\d+):(\d+):(\d+):?/;

function readOldTime(
  text: string,
  now: Timestamp,
  zone: TimeZone,
): { readonly timestamp: Timestamp; readonly rest: string } | null {
  const match = oldTime.exec(text);
  const month = months.findIndex(
    (name) => name.slice(0, 3).toLowerCase() === match?.[1]?.toLowerCase(),
  );
  if (match !== null && month >= 0) {
    const [whole, , day, givenYear, hour, minute, second] = match;
    const today = new Date(now.epochMs);
    const isLastYear = today.getUTCMonth() === 0 && month === 11;
    const year = Number(givenYear ?? today.getUTCFullYear() - (isLastYear ? 1 : 0));
    const date = utcMs(year, month + 1, Number(day));
    const isClock = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
    if (new Date(date).getUTCDate() !== Number(day) || !isClock) return null;
    const ofDay = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
    const localMs = date + ofDay * 1000;
    // one that the clocks show twice is the first, and one that they never show is none
    const epochMs = givenYear === undefined ? momentsOf(localMs, zone)[0] : localMs;
    if (epochMs === undefined) return null;
    return { timestamp: new Timestamp(epochMs, 0), rest: text.slice(whole.length) };
  }
  const space = text.indexOf(' ');
  const timestamp = space < 0 ? null : readRfc3339(text.slice(0, space));
  return timestamp === null ? null : { timestamp, rest: text.slice(space) };
}
