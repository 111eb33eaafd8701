/** Why an event is no message of the type. Not an Error: no stack is captured, it is thrown for each such event. */
export class EncodeFault {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}
