import { endOfNumber, printsAsWritten } from './json-number.ts';
import { isSpace } from './json-space.ts';
import { endOfString, expectedInString, plainBytes as plain } from './json-string.ts';
import {
  describeFault,
  faultAt,
  faultOfOther,
  type ScanFailure,
  type ScanFault,
} from './scan-fault.ts';
import { slotOf, WatchedMembers } from './watched-members.ts';

/** Objects and arrays that may stand within one another, the outermost included. */
export const maxJsonDepth = 512;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const blank = 0x20;
const quote = 0x22;
const comma = 0x2c;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const nine = 0x39;
const colon = 0x3a;
const letterE = 0x45;
const openBracket = 0x5b;
const letterSmallE = 0x65;
const openBrace = 0x7b;
const closeBrace = 0x7d;

const literals: readonly (Buffer | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  const word = ['true', 'false', 'null'].find((literal) => literal.charCodeAt(0) === byte);
  return word === undefined ? undefined : Buffer.from(word);
});

/**
 * Checks that a value is one JSON object (RFC 8259, valid UTF-8) without building it, and finds out what the byte path
 * must know about it: a record that nobody looks into is not parsed. Accepts exactly what a strict UTF-8 decoder and
 * `JSON.parse` accept (duplicate keys and lone surrogate escapes among it), nested to `maxJsonDepth`. A byte order mark
 * is refused: JSON text has none, and Vector refuses it too.
 *
 * One instance serves one thread; the fields speak of the last `scan` that gave true. `scan` is one long function and
 * keeps in fields what is rarely needed: this is the innermost loop of the program, and lives on machine registers.
 */
export class JsonScanner {
  /** Behind `{`, white space skipped. */
  bodyStart = 0;
  /** Before the last `}`, white space trimmed; equals `bodyStart` when the object is empty. */
  bodyEnd = 0;
  /** Members of the outermost object whose key equals a watched name, escapes considered. */
  readonly watched: WatchedMembers;
  /** A raw LF or CR stands between tokens of the body: copied as it is it would break a framing by lines. */
  hasLineBreak = false;
  /**
   * A number is there that `JSON.parse` and `JSON.stringify` would not give back as written: beyond 2^53, with an
   * exponent, `1.0`, `-0`, more than 15 significant digits. Never false where that is so; true for some long
   * decimals that would survive.
   */
  hasInexactNumber = false;

  #lineBreak = -1;
  #fault: ScanFault = { failure: 'NOT_JSON', position: 0, expected: "'{'", got: null };
  readonly #closers = new Uint8Array(maxJsonDepth + 1).fill(closeBrace, 1, 2);

  /** @param watched keys of the outermost object to look for */
  constructor(watched: readonly string[]) {
    this.watched = new WatchedMembers(watched);
  }

  /** A key of the outermost object equals a watched name. */
  get hasWatched(): boolean {
    return this.watched.count > 0;
  }

  /** Why the last `scan` gave false. */
  get failure(): ScanFailure {
    return this.#fault.failure;
  }

  /** Where, counted from the value's first byte. */
  get failurePosition(): number {
    return this.#fault.position;
  }

  /** The same for a person: the place, and at most one byte of the payload. */
  describeFailure(): string {
    return describeFault(this.#fault);
  }

  /** Whether `bytes[start, end)` is one JSON object with at most white space around it. Never throws. */
  scan(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    while (at < end && isSpace(bytes[at] as number)) at += 1;
    if (at === end || bytes[at] !== openBrace) {
      this.#fault = faultOfOther(bytes, start, end, at);
      return false;
    }
    let last = end - 1;
    while (isSpace(bytes[last] as number)) last -= 1;
    if (bytes[last] !== closeBrace) return this.#fail(bytes, start, end, last + 1, "'}'");

    // From here on a `}` is known to stand at `last`: every loop below ends there at the latest.
    const { watched } = this;
    const { candidates } = watched;
    const closers = this.#closers;
    let depth = 1;
    let closer = closeBrace;
    this.hasInexactNumber = false;
    this.#lineBreak = -1;
    watched.reset();

    let byte = bytes[++at] as number;
    while (isSpace(byte)) byte = bytes[++at] as number;
    this.bodyStart = at;
    if (byte === closeBrace) {
      if (at !== last) return this.#fail(bytes, start, end, at + 1, 'the end');
      return this.#finish(bytes, at);
    }

    key: for (;;) {
      if (byte !== quote) return this.#fail(bytes, start, end, at, "'\"' of a key");
      const keyStart = at + 1;
      do byte = bytes[++at] as number;
      while (plain[byte] === 1);
      if (byte !== quote) {
        at = endOfString(bytes, at, last);
        if (at < 0) return this.#failInString(bytes, start, end, -at, last);
        if (depth === 1) watched.take(bytes, keyStart, at);
      } else if (
        depth === 1 &&
        (watched.isOpen || candidates[slotOf(bytes[keyStart] as number, at - keyStart)] === 1)
      ) {
        watched.take(bytes, keyStart, at);
      }
      byte = bytes[++at] as number;
      if (byte <= blank) byte = bytes[(at = this.#skipSpace(bytes, at))] as number;
      if (byte !== colon) return this.#fail(bytes, start, end, at, "':'");
      byte = bytes[++at] as number;

      value: for (;;) {
        if (byte <= blank) byte = bytes[(at = this.#skipSpace(bytes, at))] as number;
        if (byte === quote) {
          do byte = bytes[++at] as number;
          while (plain[byte] === 1);
          if (byte !== quote) {
            at = endOfString(bytes, at, last);
            if (at < 0) return this.#failInString(bytes, start, end, -at, last);
          }
          byte = bytes[++at] as number;
        } else if ((byte >= zero && byte <= nine) || byte === minus) {
          const first = byte;
          const numberStart = at;
          do byte = bytes[++at] as number;
          while (byte >= zero && byte <= nine);
          // Most numbers are integers of up to 15 digits without a sign, and need no second look.
          const length = at - numberStart;
          if (
            length > 15 ||
            first === minus ||
            (first === zero && length > 1) ||
            byte === point ||
            byte === letterE ||
            byte === letterSmallE
          ) {
            at = endOfNumber(bytes, numberStart);
            if (at < 0) return this.#fail(bytes, start, end, -at, 'a digit');
            if (!printsAsWritten(bytes, numberStart, at)) this.hasInexactNumber = true;
            byte = bytes[at] as number;
          }
        } else if (byte === openBrace || byte === openBracket) {
          if (depth === maxJsonDepth) {
            return this.#fail(bytes, start, end, at, `at most ${maxJsonDepth} levels of nesting`);
          }
          closer = byte + 2; // in ASCII the closing one is two behind its opening one
          closers[++depth] = closer;
          byte = bytes[++at] as number;
          if (byte <= blank) byte = bytes[(at = this.#skipSpace(bytes, at))] as number;
          if (byte !== closer) {
            if (closer === closeBrace) continue key;
            continue;
          }
        } else {
          const word = literals[byte];
          if (word === undefined) return this.#fail(bytes, start, end, at, 'a value');
          for (let index = 1; index < word.length; index += 1) {
            if (bytes[++at] !== word[index]) {
              return this.#fail(bytes, start, end, at, 'true, false or null');
            }
          }
          byte = bytes[++at] as number;
        }

        // Behind a value, or on the closer of an empty container.
        for (;;) {
          if (byte <= blank) byte = bytes[(at = this.#skipSpace(bytes, at))] as number;
          if (byte === comma) {
            byte = bytes[++at] as number;
            if (closer !== closeBrace) continue value;
            if (byte <= blank) byte = bytes[(at = this.#skipSpace(bytes, at))] as number;
            continue key;
          }
          if (byte !== closer) {
            const expected = closer === closeBrace ? "',' or '}'" : "',' or ']'";
            return this.#fail(bytes, start, end, at, expected);
          }
          if (depth === 1) {
            if (at !== last) return this.#fail(bytes, start, end, at + 1, 'the end');
            return this.#finish(bytes, at);
          }
          if (at === last) return this.#fail(bytes, start, end, at + 1, "'}' or ']'");
          closer = closers[--depth] as number;
          byte = bytes[++at] as number;
        }
      }
    }
  }

  /** Passes white space between tokens, where any stands, and takes note of the first line break. */
  #skipSpace(bytes: Uint8Array, from: number): number {
    let at = from;
    for (let byte = bytes[at] as number; isSpace(byte); byte = bytes[++at] as number) {
      if (this.#lineBreak === -1 && (byte === lineFeed || byte === carriageReturn)) {
        this.#lineBreak = at;
      }
    }
    return at;
  }

  #finish(bytes: Uint8Array, closer: number): true {
    let at = closer;
    while (at > this.bodyStart && isSpace(bytes[at - 1] as number)) at -= 1;
    this.bodyEnd = at;
    this.watched.finish(at);
    this.hasLineBreak = this.#lineBreak !== -1 && this.#lineBreak < at;
    return true;
  }

  #fail(bytes: Uint8Array, start: number, end: number, at: number, expected: string): false {
    this.#fault = faultAt(bytes, start, end, at, expected);
    return false;
  }

  #failInString(bytes: Uint8Array, start: number, end: number, at: number, last: number): false {
    const expected = expectedInString(bytes[at] as number, at === last);
    return this.#fail(bytes, start, end, at, expected);
  }
}
