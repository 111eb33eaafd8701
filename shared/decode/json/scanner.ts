import { endOfNumber, printsAsWritten } from './json-number.ts';
import { isSpace } from './json-space.ts';
import { endOfString, expectedInString } from './json-string.ts';
import {
  atKey,
  behindKey,
  behindValue,
  JsonWalk,
  stopAtEnd,
  stopAtFault,
  stopAtNumber,
  type stopAtSpace,
  stopBehindKey,
  stopInString,
  type WalkStop,
} from './json-walk.ts';
import {
  describeFault,
  faultAt,
  faultOfOther,
  type ScanFailure,
  type ScanFault,
} from './scan-fault.ts';
import { parseExactly } from './parse-exactly.ts';
import { WatchedMembers } from './watched-members.ts';
import type { Event } from '../../transform/model.ts';
import type { Decoder } from '../decoder.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const blank = 0x20;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Checks that a value is one JSON object (RFC 8259, valid UTF-8) without building it, and finds out what the byte path
 * must know about it: a record that nobody looks into is not parsed. Accepts exactly what a strict UTF-8 decoder and
 * `JSON.parse` accept (duplicate keys and lone surrogate escapes among it), nested to `maxJsonDepth`. A byte order mark
 * is refused: JSON text has none, and Vector refuses it too.
 *
 * One instance serves one thread; the fields speak of the last `scan` that gave true.
 */
export class JsonScanner implements Decoder {
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
  /** A key is written with an escape, at any depth. */
  hasEscapedKey = false;

  #lineBreak = -1;
  #fault: ScanFault = { failure: 'NOT_JSON', position: 0, expected: "'{'", got: null };
  readonly #walk: JsonWalk;

  /**
   * @param watched keys of the outermost object to look for
   * @param keepsKeys takes note of where each of its keys stands
   */
  constructor(watched: readonly string[], keepsKeys = false) {
    this.watched = new WatchedMembers(watched);
    this.#walk = new JsonWalk(this.watched.candidates, keepsKeys);
  }

  /** Start and end of each key of the outermost object, without its quotes; where keys are kept. */
  get keys(): Int32Array {
    return this.#walk.keys;
  }

  get keyCount(): number {
    return this.#walk.keyEnds >>> 1;
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

    do at += 1;
    while (isSpace(bytes[at] as number));
    this.bodyStart = at;
    this.#begin();

    const walk = this.#walk;
    for (;;) {
      const stop = walk.walk(bytes, last);
      if (stop === stopAtEnd) {
        if (walk.keyEnds <= walk.keys.length) return this.#finish(bytes, last);
        // the places of all of its keys are needed, whatever came before: once more, with room for them
        walk.keys = new Int32Array(walk.keyEnds * 2);
        this.#begin();
        continue;
      }
      const expected = this.#pass(stop, bytes, last);
      if (expected !== null) return this.#fail(bytes, start, end, walk.at, expected);
    }
  }

  #begin(): void {
    this.hasInexactNumber = false;
    this.hasEscapedKey = false;
    this.#lineBreak = -1;
    this.watched.reset();
    this.#walk.begin(this.bodyStart);
  }

  parse(bytes: Buffer, start: number, end: number): Event {
    if (this.hasInexactNumber || this.hasEscapedKey) return parseExactly(bytes, start);
    return JSON.parse(bytes.toString('utf8', start, end)) as Event;
  }

  /** Takes the walk past what it stopped at; what was expected where it cannot, with the walk at the fault. */
  #pass(stop: Exclude<WalkStop, typeof stopAtEnd>, bytes: Uint8Array, last: number): string | null {
    const walk = this.#walk;
    const { at } = walk;
    if (stop === stopAtFault) return walk.expectation;
    if (stop === stopBehindKey) {
      this.#takeKey(bytes);
      walk.at += 1;
      return null;
    }
    if (stop === stopInString) {
      walk.at = endOfString(bytes, at, last);
      if (walk.at < 0) {
        walk.at = -walk.at;
        return expectedInString(bytes[walk.at] as number, walk.at === last);
      }
      if (walk.place === atKey) {
        this.#keepKey(bytes, walk.tokenStart, walk.at);
        this.#takeKey(bytes);
      } else walk.place = behindValue;
      walk.at += 1;
      return null;
    }
    if (stop === stopAtNumber) {
      walk.at = endOfNumber(bytes, at);
      walk.place = behindValue;
      if (walk.at < 0) {
        walk.at = -walk.at;
        return 'a digit';
      }
      if (!printsAsWritten(bytes, at, walk.at)) this.hasInexactNumber = true;
      return null;
    }
    stop satisfies typeof stopAtSpace;
    walk.at = this.#skipSpace(bytes, at);
    return (bytes[walk.at] as number) < blank ? walk.expectation : null;
  }

  #keepKey(bytes: Uint8Array, start: number, end: number): void {
    const walk = this.#walk;
    if (walk.depth === 1) walk.addKey(start, end);
    for (let at = start; at < end; at += 1) if (bytes[at] === backslash) this.hasEscapedKey = true;
  }

  /** The walk stands on the closing quote of a key. */
  #takeKey(bytes: Uint8Array): void {
    const walk = this.#walk;
    walk.place = behindKey;
    if (walk.depth > 1) return;
    this.watched.take(bytes, walk.tokenStart, walk.at);
    walk.watchEvery = this.watched.isOpen;
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
}
