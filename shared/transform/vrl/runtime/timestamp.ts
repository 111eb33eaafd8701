/** A point in time, UTC, to the nanosecond. */
export class Timestamp {
  /** Whole milliseconds since 1970, rounded down. */
  readonly epochMs: number;
  /** Nanoseconds behind them, 0 to 999,999. */
  readonly nanos: number;
  constructor(epochMs: number, nanos: number) {
    this.epochMs = epochMs;
    this.nanos = nanos;
  }
}
