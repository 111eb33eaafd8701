/** A run of a program that is watched to learn its operations; see record-operations.ts. */
export interface Recording {
  /** The stand-in that the program gets for its event. */
  readonly event: object;
  /** Notes that the whole event was asked for as JSON, and gives the stand-in for the text. */
  readonly encodeJson: () => string;
}

/** The recording that runs now: null but for a moment at start. All code here is synchronous, so one is enough. */
export const recording: { current: Recording | null } = { current: null };
