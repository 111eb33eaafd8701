/** The last millisecond that a JavaScript date can hold, in the year 275760. */
export const maxDateMs = 8.64e15;

let lastMs = NaN;
let lastText = '';
let lastSecond = NaN;
let lastPrefix = '';

/**
 * A record's time as RFC 3339 with milliseconds; null where it has none. A time that no date can hold (a producer
 * that wrote nanoseconds) stays the number it is. Neighbours mostly share their second: only its text is made by a Date.
 */
export function recordTime(timestampMs: number): string | number | null {
  if (timestampMs < 0) return null;
  if (timestampMs > maxDateMs) return timestampMs;
  if (timestampMs === lastMs) return lastText;
  const second = Math.floor(timestampMs / 1000);
  if (second !== lastSecond) {
    lastPrefix = new Date(second * 1000).toISOString().slice(0, -4);
    lastSecond = second;
  }
  lastMs = timestampMs;
  lastText = `${lastPrefix}${String(timestampMs - second * 1000).padStart(3, '0')}Z`;
  return lastText;
}

/** Milliseconds since 1970 of what `recordTime` has written, mostly just now; NaN of any other text. */
export function recordTimeMs(text: string): number {
  return text === lastText ? lastMs : Date.parse(text);
}
