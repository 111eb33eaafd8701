import { nanosecondOf, type Timestamp } from './timestamp.ts';

/** RFC 3339 in UTC with as many digits of the second as there are: none, 3, 6 or 9. */
export function timestampText(time: Timestamp): string {
  const date = new Date(time.epochMs);
  const year = date.getUTCFullYear();
  const nanosecond = nanosecondOf(time);
  const isLeap = nanosecond >= 1_000_000_000;
  const shown = date.toISOString();
  const text = isLeap ? shown.replace(/59\./, '60.') : shown;
  const head =
    year >= 0 && year <= 9999 ? text.slice(0, 19) : yearText(year) + text.slice(7, text.length - 5);
  return `${head}${fraction(nanosecond % 1_000_000_000)}Z`;
}

/** A year of four digits; others with their sign. */
export function yearText(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, '0');
  return (year < 0 ? '-' : '+') + String(Math.abs(year)).padStart(4, '0');
}

/** `.123`, with 3, 6 or 9 digits; nothing for a whole second. */
export function fraction(nanosecond: number): string {
  if (nanosecond === 0) return '';
  const digits = String(nanosecond).padStart(9, '0');
  if (nanosecond % 1_000_000 === 0) return `.${digits.slice(0, 3)}`;
  return `.${nanosecond % 1000 === 0 ? digits.slice(0, 6) : digits}`;
}
