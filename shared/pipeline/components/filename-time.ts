import { compileStrftime } from '../../time/strftime.ts';
import type { TimeZone } from '../../time/zone.ts';

/** Of what is left of a key beside its prefix (344 bytes), with room for the random part and the extension. */
const maxBytes = 128;

/** A Wednesday in September, so that it is written about as long as any time. */
const sampleMs = Date.UTC(2026, 8, 30, 9, 59, 59, 789);

// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const unreadable = /[\u0000-\u001f\u007f\\]/u;

/**
 * Why a strftime text cannot begin an object's name, or null. It is looked at as it is rendered in the zone: `%D` holds
 * slashes, and so does `%Z` in most zones.
 */
export function filenameTimeFault(text: string, zone: TimeZone): string | null {
  if (text.includes('{{')) return 'fields of the event belong in keyPrefix';
  const compiled = compileStrftime(text, zone);
  if (!compiled.ok) return compiled.faults.join('; ');
  const name = compiled.format.format(sampleMs);
  if (name.includes('/')) {
    return name === text
      ? "a '/' would begin a folder; write folders in keyPrefix"
      : `it is rendered as '${name}', and a '/' would begin a folder; write folders in keyPrefix`;
  }
  if (unreadable.test(name)) return 'it holds a control character or a backslash';
  if (!name.isWellFormed()) return 'it holds half a surrogate pair, which UTF-8 cannot write';
  const bytes = Buffer.byteLength(name);
  return bytes > maxBytes ? `it is rendered as ${bytes} bytes; ${maxBytes} is the most` : null;
}
