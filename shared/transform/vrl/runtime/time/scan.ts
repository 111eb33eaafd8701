import { trimWhiteStart } from '../white-space.ts';

/** Why a text is not of its format, in chrono's words, which VRL's messages quote. */
export type TimeFault =
  | 'input is out of range'
  | 'no possible date and time matching input'
  | 'input is not enough for unique date and time'
  | 'input contains invalid characters'
  | 'premature end of input'
  | 'trailing input'
  | 'bad or unsupported format string';

export const outOfRange: TimeFault = 'input is out of range';
export const impossible: TimeFault = 'no possible date and time matching input';
export const notEnough: TimeFault = 'input is not enough for unique date and time';
export const invalid: TimeFault = 'input contains invalid characters';
export const tooShort: TimeFault = 'premature end of input';

/** A text that is read from its beginning; the first fault stays. */
export class Scanner {
  rest: string;
  fault: TimeFault | null = null;
  constructor(text: string) {
    this.rest = text;
  }

  /** Always 0, so that a number can be returned with it. */
  fail(fault: TimeFault): 0 {
    this.fault ??= fault;
    return 0;
  }

  skipWhite(): void {
    this.rest = trimWhiteStart(this.rest);
  }

  /** At least one white space. */
  needWhite(): void {
    const before = this.rest;
    this.skipWhite();
    if (this.rest.length === before.length) this.fail(before === '' ? tooShort : invalid);
  }

  literal(text: string): void {
    if (this.rest.startsWith(text)) this.rest = this.rest.slice(text.length);
    else if (Buffer.byteLength(this.rest) < Buffer.byteLength(text)) this.fail(tooShort);
    else this.fail(invalid);
  }

  /** A number of `min` to `max` digits. */
  digits(min: number, max: number): number {
    let count = 0;
    while (count < max && isDigit(this.rest.charCodeAt(count))) count++;
    if (count < min) {
      return this.fail(Buffer.byteLength(this.rest) < min ? tooShort : invalid);
    }
    const value = Number(this.rest.slice(0, count));
    this.rest = this.rest.slice(count);
    return Number.isSafeInteger(value) ? value : this.fail(outOfRange);
  }

  /** The index of a name's first three letters; with `long` the rest of the name is taken where it is there. */
  name(names: readonly string[], long: boolean): number {
    if (Buffer.byteLength(this.rest) < 3) return this.fail(tooShort);
    const start = this.rest.slice(0, 3).toLowerCase();
    const index = names.findIndex((name) => name.slice(0, 3).toLowerCase() === start);
    if (index < 0) return this.fail(invalid);
    const name = names[index] ?? '';
    const isLong = long && this.rest.slice(0, name.length).toLowerCase() === name.toLowerCase();
    this.rest = this.rest.slice(isLong ? name.length : 3);
    return index;
  }

  /** The nanosecond of the digits behind a point: any number of them, or exactly `count`. */
  fraction(count: number | null): number {
    const before = this.rest.length;
    const value = this.digits(count ?? 1, count ?? 9);
    const read = before - this.rest.length;
    if (count === null) this.rest = this.rest.replace(/^\d+/, '');
    return value * 10 ** (9 - read);
  }

  /** An offset in seconds. */
  offset(options: {
    readonly zulu: boolean;
    readonly hoursAlone: boolean;
    readonly separator: 'any' | 'colon' | 'none';
  }): number {
    if (options.zulu && /^z/i.test(this.rest)) {
      this.rest = this.rest.slice(1);
      return 0;
    }
    if (this.rest === '') return this.fail(tooShort);
    const sign = this.rest[0] ?? '';
    if (!'+-−'.includes(sign)) return this.fail(invalid);
    if (sign === '−' && options.separator === 'none') return this.fail(invalid);
    this.rest = this.rest.slice(1);
    const hour = this.digits(2, 2);
    if (this.fault !== null) return 0;
    if (options.separator === 'any') this.rest = this.rest.replace(/^[:\p{White_Space}]+/u, '');
    if (options.separator === 'colon') this.literal(':');
    const second = hour * 3600 + this.offsetMinutes(options.hoursAlone) * 60;
    return sign === '+' ? second : -second + 0;
  }

  private offsetMinutes(optional: boolean): number {
    if (this.fault !== null) return 0;
    if (Buffer.byteLength(this.rest) < 2) {
      return optional && this.rest === '' ? 0 : this.fail(tooShort);
    }
    if (/^[6-9]\d/.test(this.rest)) return this.fail(outOfRange);
    return this.digits(2, 2);
  }
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}
