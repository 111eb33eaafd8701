import { endOfNumber, goesOnAsNumber, isDigit, printsAsWritten } from './json-number.ts';
import { isLineBreak, isSpace } from './json-space.ts';
import { endOfString, expectedInString, plainBytes as plain } from './json-string.ts';
import { firstInvalidUtf8 } from '../../utf8.ts';
import { WatchedKeys } from './watched-keys.ts';

export type ScanFailure = 'NOT_UTF8' | 'NOT_JSON' | 'NOT_AN_OBJECT';

/** Objects and arrays that may stand within one another, the outermost included. */
export const maxJsonDepth = 512;

const quote = 0x22;
const comma = 0x2c;
const minus = 0x2d;
const zero = 0x30;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;

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
 * One instance serves one thread; the fields speak of the last `scan`.
 */
export class JsonScanner {
  /** Behind `{`, white space skipped. */
  bodyStart = 0;
  /** Before the last `}`, white space trimmed; equals `bodyStart` when the object is empty. */
  bodyEnd = 0;
  /**
   * Members of the outermost object whose key equals a watched name, escapes considered; 0 for most records. Of member
   * `n`, `members[3n]` is where its key begins, `members[3n + 1]` where the next member's key begins (`bodyEnd` for the
   * last one of the object), `members[3n + 2]` the index of its name in `watched`.
   */
  memberCount = 0;
  readonly members: number[] = [];
  /** A raw LF or CR stands between tokens of the body: copied as it is it would break a framing by lines. */
  hasLineBreak = false;
  /**
   * A number is there that `JSON.parse` and `JSON.stringify` would not give back as written: beyond 2^53, with an
   * exponent, `1.0`, `-0`, more than 15 significant digits. Never false where that is so; true for some long
   * decimals that would survive.
   */
  hasInexactNumber = false;
  /** Set when `scan` gave false. */
  failure: ScanFailure = 'NOT_JSON';
  /** Counted from the value's first byte. */
  failurePosition = 0;

  #expected = '';
  #got = -1;
  readonly watched: readonly string[];
  readonly #watchedKeys: WatchedKeys;
  readonly #closers = new Uint8Array(maxJsonDepth + 1);

  /** @param watched keys of the outermost object to look for */
  constructor(watched: readonly string[]) {
    this.watched = watched;
    this.#watchedKeys = new WatchedKeys(watched);
  }

  /** Whether `bytes[start, end)` is one JSON object with at most white space around it. Never throws. */
  scan(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    while (at < end && isSpace(bytes[at] as number)) at += 1;
    let last = end - 1;
    while (last > at && isSpace(bytes[last] as number)) last -= 1;
    if (at >= last || bytes[at] !== openBrace || bytes[last] !== closeBrace) {
      return this.#failOutside(bytes, start, end, at, last);
    }
    // From here on a `}` is known to stand at `last`: every loop below ends there at the latest.
    const closers = this.#closers;
    const watched = this.#watchedKeys;
    const members = this.members;
    let depth = 1;
    let closer = closeBrace;
    let inexact = false;
    let member = 0;
    let inMember = false;
    let lineBreak = -1;
    closers[1] = closeBrace;

    let byte = bytes[++at] as number;
    while (isSpace(byte)) byte = bytes[++at] as number;
    this.bodyStart = at;
    if (byte === closeBrace) {
      return at === last ? this.#empty() : this.#fail(bytes, start, end, at + 1, 'the end');
    }

    key: for (;;) {
      if (byte !== quote) return this.#fail(bytes, start, end, at, "'\"' of a key");
      const keyStart = at + 1;
      do byte = bytes[++at] as number;
      while (plain[byte] === 1);
      const isPlain = byte === quote;
      if (!isPlain) {
        at = endOfString(bytes, at, last);
        if (at < 0) return this.#failInString(bytes, start, end, -at, last);
      }
      if (depth === 1) {
        if (inMember) members[member - 2] = keyStart - 1;
        const name = isPlain
          ? watched.indexOf(bytes, keyStart, at)
          : watched.indexOfEscaped(bytes, keyStart, at);
        inMember = name !== -1;
        if (inMember) {
          members[member] = keyStart - 1;
          members[member + 2] = name;
          member += 3;
        }
      }
      byte = bytes[++at] as number;
      if (byte !== colon) {
        while (isSpace(byte)) {
          if (isLineBreak(byte) && lineBreak === -1) lineBreak = at;
          byte = bytes[++at] as number;
        }
        if (byte !== colon) return this.#fail(bytes, start, end, at, "':'");
      }
      byte = bytes[++at] as number;

      value: for (;;) {
        while (isSpace(byte)) {
          if (isLineBreak(byte) && lineBreak === -1) lineBreak = at;
          byte = bytes[++at] as number;
        }
        if (byte === quote) {
          do byte = bytes[++at] as number;
          while (plain[byte] === 1);
          if (byte !== quote) {
            at = endOfString(bytes, at, last);
            if (at < 0) return this.#failInString(bytes, start, end, -at, last);
          }
          byte = bytes[++at] as number;
        } else if (isDigit(byte) || byte === minus) {
          const numberStart = at;
          const first = byte;
          do byte = bytes[++at] as number;
          while (isDigit(byte));
          // Most numbers are integers of up to 15 digits without a sign, and need no second look.
          const length = at - numberStart;
          if (
            length > 15 ||
            first === minus ||
            (first === zero && length > 1) ||
            goesOnAsNumber(byte)
          ) {
            at = endOfNumber(bytes, numberStart);
            if (at < 0) return this.#fail(bytes, start, end, -at, 'a digit');
            inexact ||= !printsAsWritten(bytes, numberStart, at);
            byte = bytes[at] as number;
          }
        } else if (byte === openBrace || byte === openBracket) {
          if (depth === maxJsonDepth) {
            return this.#fail(bytes, start, end, at, `at most ${maxJsonDepth} levels of nesting`);
          }
          closer = byte + 2; // in ASCII the closing one is two behind its opening one
          closers[++depth] = closer;
          byte = bytes[++at] as number;
          while (isSpace(byte)) {
            if (isLineBreak(byte) && lineBreak === -1) lineBreak = at;
            byte = bytes[++at] as number;
          }
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
          while (isSpace(byte)) {
            if (isLineBreak(byte) && lineBreak === -1) lineBreak = at;
            byte = bytes[++at] as number;
          }
          if (byte === comma) {
            byte = bytes[++at] as number;
            if (closer !== closeBrace) continue value;
            while (isSpace(byte)) {
              if (isLineBreak(byte) && lineBreak === -1) lineBreak = at;
              byte = bytes[++at] as number;
            }
            continue key;
          }
          if (byte !== closer) {
            const expected = closer === closeBrace ? "',' or '}'" : "',' or ']'";
            return this.#fail(bytes, start, end, at, expected);
          }
          if (at === last) break value;
          if (depth === 1) return this.#fail(bytes, start, end, at + 1, 'the end');
          closer = closers[--depth] as number;
          byte = bytes[++at] as number;
        }
      }
      break;
    }
    if (depth !== 1) return this.#fail(bytes, start, end, last + 1, "'}' or ']'");
    while (isSpace(bytes[at - 1] as number)) at -= 1;
    if (inMember) members[member - 2] = at;
    this.bodyEnd = at;
    this.memberCount = member / 3;
    this.hasLineBreak = lineBreak !== -1 && lineBreak < at;
    this.hasInexactNumber = inexact;
    return true;
  }

  /** What was wrong with the last value, for a person: the place and at most one byte of it. */
  describeFailure(): string {
    const place = `at byte ${this.failurePosition}`;
    const got = this.#got === -1 ? 'the end' : `0x${this.#got.toString(16).padStart(2, '0')}`;
    return `expected ${this.#expected} ${place}, got ${got}`;
  }

  #empty(): true {
    this.bodyEnd = this.bodyStart;
    this.memberCount = 0;
    this.hasLineBreak = false;
    this.hasInexactNumber = false;
    return true;
  }

  /** Names the fault as a strict decoder would: bytes that are not UTF-8 anywhere come before bad JSON. */
  #fail(bytes: Uint8Array, start: number, end: number, at: number, expected: string): false {
    const invalid = firstInvalidUtf8(bytes, start, end);
    const position = invalid === -1 ? at : invalid;
    this.failure = invalid === -1 ? 'NOT_JSON' : 'NOT_UTF8';
    this.failurePosition = position - start;
    this.#expected = invalid === -1 ? expected : 'UTF-8';
    this.#got = position < end ? (bytes[position] as number) : -1;
    return false;
  }

  #failInString(bytes: Uint8Array, start: number, end: number, at: number, last: number): false {
    const expected = expectedInString(bytes[at] as number, at === last);
    return this.#fail(bytes, start, end, at, expected);
  }

  /** For what does not begin with `{` and end with `}`: still tells other JSON from what is none. */
  #failOutside(bytes: Uint8Array, start: number, end: number, first: number, last: number): false {
    const beginsRight = bytes[first] === openBrace && first < end;
    this.#fail(bytes, start, end, beginsRight ? last + 1 : first, beginsRight ? "'}'" : "'{'");
    if (this.failure === 'NOT_JSON' && !beginsRight && isJson(bytes, start, end)) {
      this.failure = 'NOT_AN_OBJECT';
    }
    return false;
  }
}

function isJson(bytes: Uint8Array, start: number, end: number): boolean {
  try {
    JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString());
    return true;
  } catch {
    return false;
  }
}
