/** One piece of the way from a record to an object, and what one would take for it without a second thought. */
export interface Stage {
  readonly name: string;
  /** Of one call, of either. */
  readonly events: number;
  readonly bytes: number;
  readonly ours: () => unknown;
  /** What the other is, for a person. */
  readonly naiveName: string;
  readonly naive: () => unknown;
}

/** What one stage came to. The names are those of `--json`, which other tools read. */
export interface StageFigures {
  readonly stage: string;
  readonly nanosPerEvent: number;
  readonly megabytesPerSecond: number;
  readonly naive: string;
  readonly naiveNanosPerEvent: number;
  readonly ratio: number;
}
