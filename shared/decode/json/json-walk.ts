import { plainBytes as plain } from './json-string.ts';

/** Objects and arrays that may stand within one another, the outermost included. */
export const maxJsonDepth = 512;

/** Between which tokens a walk stands. */
export type WalkPlace = 0 | 1 | 2 | 3 | 4;
const behindOpener = 0;
export const atKey = 1;
export const behindKey = 2;
const atValue = 3;
export const behindValue = 4;

/** Why a walk has stopped: at its end, at a fault, or at something that its caller must take it past. */
export type WalkStop = 0 | 1 | 2 | 3 | 4 | 5;
export const stopAtEnd = 0;
export const stopAtFault = 1;
/** Within a key or a string, on a byte that is not plain. */
export const stopInString = 2;
/** On the closing quote of a key of the outermost object that `watchEvery` or `candidates` asks for. */
export const stopBehindKey = 3;
/** At the start of a number that is not of the simple kind. */
export const stopAtNumber = 4;
/** Between tokens, on a byte below a blank. */
export const stopAtSpace = 5;

const blank = 0x20;
const quote = 0x22;
const comma = 0x2c;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const nine = 0x39;
const colon = 0x3a;
const openBracket = 0x5b;
const openBrace = 0x7b;
const closeBrace = 0x7d;

const wordTrue = Buffer.from('true');
const wordFalse = Buffer.from('false');
const wordNull = Buffer.from('null');
const tooDeep = `at most ${maxJsonDepth} levels of nesting`;

/** 1 for `e` and `E`. */
const exponents = new Uint8Array(256);
exponents[0x45] = 1;
exponents[0x65] = 1;

/**
 * Walks over the tokens of an object: the innermost loop of the program. It calls nothing, and what is rare it leaves to
 * its caller by stopping: with a call in the loop, V8 keeps its variables on the stack instead of in registers as soon as
 * that call has once been made, and every later record takes 40 % longer (measured).
 */
export class JsonWalk {
  at = 0;
  place: WalkPlace = behindOpener;
  /** The first byte of the key in or behind which it stopped, behind its quote. */
  tokenStart = 0;
  /** Of a fault that the place alone does not tell. */
  expected = '';
  /** Keys of the outermost object to stop at: all of them, or those whose `keySlot` holds 1. */
  watchEvery = false;
  readonly candidates: Uint8Array;
  /** Start and end of each key of the outermost object, where keys are kept; as many as it has room for. */
  keys: Int32Array;
  /** Numbers in `keys`, two a key: more than fit, where there are more. */
  keyEnds = 0;
  /** Levels of nesting where it stopped; 1: in the outermost object. */
  depth = 1;
  #closer = closeBrace;
  readonly #closers = new Uint8Array(maxJsonDepth + 1);

  readonly #keepsKeys: boolean;

  constructor(candidates: Uint8Array, keepsKeys: boolean) {
    this.candidates = candidates;
    this.#keepsKeys = keepsKeys;
    this.keys = new Int32Array(keepsKeys ? 128 : 0);
    this.#closers[1] = closeBrace;
  }

  /** The next walk begins behind the brace of an object. */
  begin(at: number): void {
    this.expected = '';
    this.at = at;
    this.place = behindOpener;
    this.depth = 1;
    this.#closer = closeBrace;
    this.watchEvery = false;
    this.keyEnds = 0;
  }

  /** A key that the walk has left to its caller. */
  addKey(start: number, end: number): void {
    if (!this.#keepsKeys) return;
    this.keys[this.keyEnds++] = start;
    this.keys[this.keyEnds++] = end;
  }

  /** Goes on from `at` and `place`. `bytes[last]` must be a `}`: nothing behind it is read. */
  walk(bytes: Uint8Array, last: number): WalkStop {
    const { candidates, keys } = this;
    const keepsKeys = this.#keepsKeys;
    const closers = this.#closers;
    let { keyEnds } = this;
    let { at, place, depth } = this;
    let closer = this.#closer;
    let byte = bytes[at] as number;
    let stop: WalkStop = stopAtFault;

    walk: {
      key: for (;;) {
        if (place === behindOpener) {
          while (byte === blank) byte = bytes[++at] as number;
          if (byte < blank) {
            stop = stopAtSpace;
            break walk;
          }
          place = byte === closer ? behindValue : closer === closeBrace ? atKey : atValue;
        }
        if (place === atKey) {
          while (byte === blank) byte = bytes[++at] as number;
          if (byte !== quote) {
            if (byte < blank) stop = stopAtSpace;
            break walk;
          }
          const start = at + 1;
          do byte = bytes[++at] as number;
          while (plain[byte] === 1);
          if (byte !== quote) {
            this.tokenStart = start;
            stop = stopInString;
            break walk;
          }
          if (depth === 1) {
            if (keepsKeys) {
              keys[keyEnds++] = start;
              keys[keyEnds++] = at;
            }
            const ends = (bytes[start] as number) + (bytes[at - 1] as number) * 67;
            const slot = (ends + (at - start) * 311) & 0xfff;
            if (candidates[slot] === 1 || this.watchEvery) {
              this.tokenStart = start;
              stop = stopBehindKey;
              break walk;
            }
          }
          byte = bytes[++at] as number;
          place = behindKey;
        }
        if (place === behindKey) {
          while (byte === blank) byte = bytes[++at] as number;
          if (byte !== colon) {
            if (byte < blank) stop = stopAtSpace;
            break walk;
          }
          byte = bytes[++at] as number;
          place = atValue;
        }

        value: for (;;) {
          if (place === atValue) {
            while (byte === blank) byte = bytes[++at] as number;
            if (byte === quote) {
              do byte = bytes[++at] as number;
              while (plain[byte] === 1);
              if (byte !== quote) {
                stop = stopInString;
                break walk;
              }
              byte = bytes[++at] as number;
            } else if ((byte >= zero && byte <= nine) || byte === minus) {
              const start = at;
              if (byte === minus) byte = bytes[++at] as number;
              const integer = at;
              const isZero = byte === zero;
              while (byte >= zero && byte <= nine) byte = bytes[++at] as number;
              // Simple is a number that is valid and prints as written for sure: up to 15 digits and no zeros in vain.
              const digits = at - integer;
              let isSimple = digits > 0 && digits <= 15;
              if (byte === point) {
                const fraction = at + 1;
                do byte = bytes[++at] as number;
                while (byte >= zero && byte <= nine);
                if (at === fraction || at - integer > 16 || bytes[at - 1] === zero)
                  isSimple = false;
                if (isZero && (digits > 1 || at - fraction > 6)) isSimple = false;
              } else if (isZero && (digits > 1 || integer !== start)) {
                isSimple = false;
              }
              if (!isSimple || exponents[byte] === 1) {
                at = start;
                stop = stopAtNumber;
                break walk;
              }
            } else if (byte === openBrace || byte === openBracket) {
              if (depth === maxJsonDepth) {
                this.expected = tooDeep;
                break walk;
              }
              closer = byte + 2; // in ASCII the closing one is two behind its opening one
              closers[++depth] = closer;
              byte = bytes[++at] as number;
              place = behindOpener;
              continue key;
            } else {
              if (byte < blank) {
                stop = stopAtSpace;
                break walk;
              }
              const word = byte === 0x74 ? wordTrue : byte === 0x66 ? wordFalse : wordNull;
              let letter = 0;
              while (letter < word.length && bytes[at + letter] === word[letter]) letter += 1;
              if (letter < word.length) break walk;
              at += letter;
              byte = bytes[at] as number;
            }
            place = behindValue;
          }

          for (;;) {
            while (byte === blank) byte = bytes[++at] as number;
            if (byte === comma) {
              byte = bytes[++at] as number;
              if (closer === closeBrace) {
                place = atKey;
                continue key;
              }
              place = atValue;
              continue value;
            }
            if (byte !== closer) {
              if (byte < blank) stop = stopAtSpace;
              break walk;
            }
            if (depth === 1 || at === last) {
              if (depth === 1 && at === last) stop = stopAtEnd;
              else {
                this.expected = depth === 1 ? 'the end' : "'}' or ']'";
                at += 1;
              }
              break walk;
            }
            closer = closers[--depth] as number;
            byte = bytes[++at] as number;
          }
        }
      }
    }
    this.at = at;
    this.place = place;
    this.depth = depth;
    this.keyEnds = keyEnds;
    this.#closer = closer;
    return stop;
  }

  /** What should have stood where it stopped at a fault, or at a control character that is no white space. */
  get expectation(): string {
    if (this.expected !== '') return this.expected;
    if (this.place === atKey) return "'\"' of a key";
    if (this.place === behindKey) return "':'";
    if (this.place === behindValue)
      return this.#closer === closeBrace ? "',' or '}'" : "',' or ']'";
    if (this.place === atValue) return 'a value';
    return this.#closer === closeBrace ? "'\"' of a key or '}'" : "a value or ']'";
  }
}
