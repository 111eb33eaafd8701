import type { ProgramLevel } from '../../../program-lines.ts';

/** Lines of one second at most, whatever a program logs. */
const maxLinesPerSecond = 10;
const maxPlaces = 256;

type WriteLine = (
  level: ProgramLevel,
  message: string,
  keys: { readonly leftOut?: number },
) => void;

interface Place {
  /** When it may log again, milliseconds since 1970. */
  nextMs: number;
  leftOut: number;
}

/**
 * What programs log by `log`. The same level and message come once in the seconds that the program says, and all together no more than a few a second; how many were left out is said with the next one.
 */
export class ProgramLog {
  readonly #write: WriteLine;
  readonly #places = new Map<string, Place>();
  #second = 0;
  #lines = 0;
  #leftOut = 0;

  constructor(write: WriteLine) {
    this.#write = write;
  }

  log(level: string, message: string, limitSeconds: number, nowMs: number = Date.now()): void {
    const place = this.#place(`${level}:${message}`);
    const second = Math.floor(nowMs / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#lines = 0;
    }
    if (nowMs < place.nextMs) {
      place.leftOut++;
      return;
    }
    if (this.#lines >= maxLinesPerSecond) {
      this.#leftOut++;
      return;
    }
    this.#lines++;
    const leftOut = place.leftOut + this.#leftOut;
    place.nextMs = nowMs + limitSeconds * 1000;
    place.leftOut = 0;
    this.#leftOut = 0;
    // VRL knows one level more
    const known = level === 'trace' ? 'debug' : (level as ProgramLevel);
    this.#write(known, message, leftOut === 0 ? {} : { leftOut });
  }

  #place(key: string): Place {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    if (this.#places.size >= maxPlaces) this.#places.clear();
    const place = { nextMs: 0, leftOut: 0 };
    this.#places.set(key, place);
    return place;
  }
}
