import { isWritableTime } from '../time/local-time.ts';
import { compileStrftime, type TimeFormat } from '../time/strftime.ts';
import { compileStrptime } from '../time/strptime.ts';
import { timeZone, type TimeZone } from '../time/zone.ts';
import { fail, type Fallible, succeed } from './fallible.ts';
import { kindName } from './kinds.ts';
import { timestamp } from './types.ts';

export interface TimezoneOption {
  /** IANA name (`Asia/Seoul`) or offset (`+09:00`). Default: UTC. */
  readonly timezone?: string;
}

/**
 * Reads text by a strftime format; a text without an offset is in the given zone. What the format does not say of the
 * time of day is 0.
 *
 * @example parseTimestamp(event['at'], '%d/%b/%Y:%T %z').orReject()
 * @throws {TypeError} for a format or zone that does not exist: a mistake in the program
 */
export function parseTimestamp(
  value: unknown,
  format: string,
  options: TimezoneOption = {},
): Fallible<Date> {
  if (typeof value !== 'string') return fail('parseTimestamp', 'text', kindName(value));
  const epochMs = parserOf(format, options.timezone ?? 'UTC')(value);
  return epochMs === null
    ? fail('parseTimestamp', `text of the format ${format}`, 'other text')
    : succeed(new Date(epochMs));
}

/**
 * Writes a date, or RFC 3339 text, by a strftime format.
 *
 * @example formatTimestamp(event['timestamp'], '%F %T', { timezone: 'Asia/Seoul' }).orReject()
 * @throws {TypeError} for a format or zone that does not exist: a mistake in the program
 */
export function formatTimestamp(
  value: unknown,
  format: string,
  options: TimezoneOption = {},
): Fallible<string> {
  const { format: write } = writerOf(format, options.timezone ?? 'UTC');
  const epochMs = timestamp(value)
    .orElse(() => null)
    ?.getTime();
  if (epochMs === undefined) {
    const got = typeof value === 'string' ? 'other text' : kindName(value);
    return fail('formatTimestamp', 'a timestamp or RFC 3339 text', got);
  }
  return isWritableTime(epochMs)
    ? succeed(write(epochMs))
    : fail('formatTimestamp', 'a time of the years 1 to 9998', 'another');
}

type Parser = (text: string) => number | null;

const maxFormats = 256;
const parsers = new Map<string, Parser>();
const writers = new Map<string, TimeFormat>();

function parserOf(format: string, zoneName: string): Parser {
  return cached(parsers, format, zoneName, (zone) => {
    const compiled = compileStrptime(format, zone);
    if (!compiled.ok) throw badFormat('parseTimestamp', compiled.faults);
    return compiled.parse;
  });
}

function writerOf(format: string, zoneName: string): TimeFormat {
  return cached(writers, format, zoneName, (zone) => {
    const compiled = compileStrftime(format, zone);
    if (!compiled.ok) throw badFormat('formatTimestamp', compiled.faults);
    return compiled.format;
  });
}

function cached<T>(
  cache: Map<string, T>,
  format: string,
  zoneName: string,
  compile: (zone: TimeZone) => T,
): T {
  const key = `${zoneName}\n${format}`;
  let compiled = cache.get(key);
  if (compiled === undefined) {
    const zone = timeZone(zoneName);
    if (zone === null) {
      throw new TypeError(`no such time zone: give an IANA name such as Asia/Seoul, or +09:00`);
    }
    compiled = compile(zone);
    // Formats are literals in programs; one made from data must not fill the memory.
    if (cache.size >= maxFormats) cache.clear();
    cache.set(key, compiled);
  }
  return compiled;
}

function badFormat(call: string, faults: readonly string[]): TypeError {
  return new TypeError(`${call}: the format ${faults.join('; ')}`);
}
