/**
 * What a fallible function returns instead of a value: an error in VRL's sense, which `??`, `x, err =` and `f!()` handle.
 * Returned rather than thrown, as it may happen for every event.
 */
export class Failure {
  /** As VRL words it; it may hold parts of the event, so it never goes into a log line. */
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}
