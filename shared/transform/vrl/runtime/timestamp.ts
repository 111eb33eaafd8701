/** A point in time, UTC, to the nanosecond. */
export class Timestamp {
  /** Whole milliseconds since 1970, rounded down. */
  readonly epochMs: number;
  /** Nanoseconds behind them, 0 to 999,999; in a leap second, which has no milliseconds of its own, up to 1,000,999,999. */
  readonly nanos: number;
  constructor(epochMs: number, nanos: number) {
    this.epochMs = epochMs;
    this.nanos = nanos;
  }
}

/** The years that VRL's clock knows: −262,143 to 262,142. */
const firstSecond = -8334601228800;
const lastSecond = 8210266876799;

/** The time of whole seconds since 1970 and nanoseconds behind them; null beyond the years there are. */
export function timestampOf(second: number, nanosecond: number): Timestamp | null {
  if (second < firstSecond || second > lastSecond) return null;
  // a leap second is the last one with a second more of nanoseconds, as in VRL
  const millisecond = Math.min(999, Math.floor(nanosecond / 1_000_000));
  return new Timestamp(second * 1000 + millisecond, nanosecond - millisecond * 1_000_000);
}

/** Nanoseconds within the second. */
export function nanosecondOf(time: Timestamp): number {
  const millisecond = ((time.epochMs % 1000) + 1000) % 1000;
  return millisecond * 1_000_000 + time.nanos;
}

export function epochSecondOf(time: Timestamp): number {
  return Math.floor(time.epochMs / 1000);
}

/** Nanoseconds since 1970; null where 64 bits do not hold them. */
export function epochNanosOf(time: Timestamp): bigint | null {
  const nanos = BigInt(time.epochMs) * 1_000_000n + BigInt(time.nanos);
  return BigInt.asIntN(64, nanos) === nanos ? nanos : null;
}
