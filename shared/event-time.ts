/**
 * A time that a program of VRL's gave to an event, where a sink wants to write times in another form than text. It is a date
 * to everybody else, and its text that of VRL's, to the nanosecond.
 */
export class EventTime extends Date {
  /** Nanoseconds behind the milliseconds, 0 to 999,999. */
  readonly nanos: number;
  readonly #text: string;

  constructor(epochMs: number, nanos: number, text: string) {
    super(epochMs);
    this.nanos = nanos;
    this.#text = text;
  }

  override toISOString(): string {
    return this.#text;
  }

  override toJSON(): string {
    return this.#text;
  }
}
