/** From 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z, in seconds since 1970. */
export const minTimestampSeconds = -62_135_596_800;
export const maxTimestampSeconds = 253_402_300_799;
/** 10,000 years. */
export const maxDurationSeconds = 315_576_000_000;
export const maxNanos = 999_999_999;

/** A time as protobuf's JSON writes it, or what is wrong with it. */
export type TimeText = { readonly text: string } | { readonly fault: string };

export function timestampText(seconds: number | bigint, nanos: number): TimeText {
  if (seconds < minTimestampSeconds || seconds > maxTimestampSeconds) {
    return { fault: 'a timestamp is from 0001-01-01 to 9999-12-31' };
  }
  if (nanos < 0 || nanos > maxNanos) {
    return { fault: `the nanoseconds of a timestamp are from 0 to ${maxNanos}` };
  }
  const date = new Date(Number(seconds) * 1000).toISOString().slice(0, -5);
  return { text: `${date}${fraction(nanos)}Z` };
}

export function durationText(seconds: number | bigint, nanos: number): TimeText {
  if (seconds < -maxDurationSeconds || seconds > maxDurationSeconds) {
    return { fault: `a duration has ${maxDurationSeconds} seconds at most` };
  }
  if (nanos < -maxNanos || nanos > maxNanos) {
    return { fault: `the nanoseconds of a duration are ${maxNanos} at most` };
  }
  if ((seconds > 0 && nanos < 0) || (seconds < 0 && nanos > 0)) {
    return { fault: 'the seconds and nanoseconds of a duration have the same sign' };
  }
  const size = seconds < 0 ? -seconds : seconds;
  return {
    text: `${seconds < 0 || nanos < 0 ? '-' : ''}${size}${fraction(Math.abs(nanos))}s`,
  };
}

/** Nothing, or 3, 6 or 9 digits. */
function fraction(nanos: number): string {
  if (nanos === 0) return '';
  const digits = String(nanos).padStart(9, '0');
  if (digits.endsWith('000000')) return `.${digits.slice(0, 3)}`;
  return `.${digits.endsWith('000') ? digits.slice(0, 6) : digits}`;
}
