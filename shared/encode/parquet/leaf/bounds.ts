import type { Physical } from '../physical.ts';
import type { PhysicalValue } from '../../columns/column-type.ts';

/** Between what values lie. */
export interface Range {
  readonly min: PhysicalValue;
  readonly max: PhysicalValue;
}

/** The least and the greatest of the values that it was shown. */
export class Bounds {
  readonly #compare: Physical['compare'];
  #min: PhysicalValue | null = null;
  #max: PhysicalValue | null = null;

  constructor(compare: Physical['compare']) {
    this.#compare = compare;
  }

  observe(value: PhysicalValue): void {
    if (this.#min === null || this.#max === null) {
      this.#min = value;
      this.#max = value;
    } else if (this.#compare(value, this.#min) < 0) this.#min = value;
    else if (this.#compare(value, this.#max) > 0) this.#max = value;
  }

  /** Of what came since the last call; null where that was nothing. */
  take(): Range | null {
    const min = this.#min;
    const max = this.#max;
    this.#min = null;
    this.#max = null;
    return min === null || max === null ? null : { min, max };
  }
}

/** What holds all of several ranges. */
export function rangeOfAll(
  ranges: readonly (Range | null)[],
  compare: Physical['compare'],
): Range | null {
  const bounds = new Bounds(compare);
  for (const range of ranges) {
    if (range === null) continue;
    bounds.observe(range.min);
    bounds.observe(range.max);
  }
  return bounds.take();
}
