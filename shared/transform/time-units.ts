/** In what Unix time is counted. */
export type TimeUnit = 'seconds' | 'milliseconds' | 'microseconds' | 'nanoseconds';

const nanosecondsIn: Readonly<Record<TimeUnit, bigint>> = {
  seconds: 1_000_000_000n,
  milliseconds: 1_000_000n,
  microseconds: 1000n,
  nanoseconds: 1n,
};

const maxDateMs = 8_640_000_000_000_000n;

/** The date of a whole count of units since 1970, or null where Date can't hold it. What is finer than ms is cut off. */
export function dateOfUnits(count: bigint, unit: TimeUnit): Date | null {
  const nanoseconds = count * nanosecondsIn[unit];
  // Bigints are divided towards zero; times before 1970 are to be cut off downwards like the others.
  const epochMs = (nanoseconds - mod(nanoseconds, 1_000_000n)) / 1_000_000n;
  return epochMs > maxDateMs || epochMs < -maxDateMs ? null : new Date(Number(epochMs));
}

/** The whole units since 1970. */
export function unitsOf(epochMs: number, unit: TimeUnit): bigint {
  const nanoseconds = BigInt(epochMs) * 1_000_000n;
  return (nanoseconds - mod(nanoseconds, nanosecondsIn[unit])) / nanosecondsIn[unit];
}

function mod(value: bigint, divisor: bigint): bigint {
  return ((value % divisor) + divisor) % divisor;
}
