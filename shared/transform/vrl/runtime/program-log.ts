/** Lines of one second at most, whatever a program logs. */
const maxLinesPerSecond = 10;
const maxPlaces = 256;

interface Place {
  /** When it may log again, milliseconds since 1970. */
  nextMs: number;
  leftOut: number;
}

/**
 * What programs log by `log`, as lines of JSON like those of the product. The same level and message come once in the seconds
 * that the program says, and all together no more than a few a second; how many were left out is said with the next one.
 */
export class ProgramLog {
  readonly #write: (line: string) => void;
  readonly #places = new Map<string, Place>();
  #second = 0;
  #lines = 0;
  #leftOut = 0;

  constructor(write: (line: string) => void) {
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
    const timestamp = new Date(nowMs).toISOString();
    const line = { level: level.toUpperCase(), message, timestamp, source: 'vrl' };
    this.#write(JSON.stringify(leftOut === 0 ? line : { ...line, leftOut }));
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
