/** A set of line numbers, as ranges; lines are added in rising order. */
export class LineSet {
  readonly #ranges: [number, number][];

  /** @param ranges first and last line of each, rising */
  constructor(ranges: readonly (readonly [number, number])[] = []) {
    this.#ranges = ranges.map(([first, last]) => [first, last]);
  }

  add(line: number): void {
    const last = this.#ranges.at(-1);
    if (last !== undefined && line <= last[1] + 1) last[1] = Math.max(last[1], line);
    else this.#ranges.push([line, line]);
  }

  has(line: number): boolean {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ranges[middle]?.[1] ?? 0) < line) low = middle + 1;
      else high = middle;
    }
    const found = this.#ranges[low];
    return found !== undefined && found[0] <= line;
  }

  get isEmpty(): boolean {
    return this.#ranges.length === 0;
  }

  toJSON(): readonly (readonly [number, number])[] {
    return this.#ranges;
  }
}
