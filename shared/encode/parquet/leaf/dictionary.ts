import { GrowableTarget } from '../../byte-target.ts';
import { bitWidthOf, writeHybrid } from '../hybrid.ts';
import type { Physical } from '../physical.ts';
import type { PhysicalValue } from '../../columns/column-type.ts';
import { pushByte } from '../push-byte.ts';
import { Bounds, type Range } from './bounds.ts';
import type { EncodedValues } from './leaf.ts';

/** One that has grown beyond is given up. */
const maxBytes = 1024 ** 2;
const maxEntries = 128 * 1024;
/** After so many values it shows whether they repeat: with fewer than two of each, they are written as they are. */
const sampleValues = 4096;

/** The different values of a leaf, and for each of its values in order which one it is. */
export class Dictionary {
  readonly #physical: Physical;
  readonly #entries = new GrowableTarget();
  /** Where each entry begins. */
  #entryStarts: number[] = [];
  #places = new Map<PhysicalValue, number>();
  #indexes = new Int32Array(1024);
  #values = 0;
  /** What its values would take without it. */
  #plainBytes = 0;

  constructor(physical: Physical) {
    this.#physical = physical;
  }

  /** False where the value is not taken: no dictionary is worth while for these. */
  add(value: PhysicalValue): boolean {
    let place = this.#places.get(value);
    // a map does not tell it from 0
    if (value === 0 && Object.is(value, -0)) return false;
    if (place === undefined) {
      if (this.#isFutile()) return false;
      place = this.#places.size;
      this.#places.set(value, place);
      this.#entryStarts.push(this.#entries.position);
      this.#physical.write(value, this.#entries);
    }
    if (this.#values === this.#indexes.length) {
      const grown = new Int32Array(this.#indexes.length * 2);
      grown.set(this.#indexes);
      this.#indexes = grown;
    }
    this.#indexes[this.#values] = place;
    this.#values += 1;
    this.#plainBytes += this.#entryEnd(place) - (this.#entryStarts[place] as number);
    return true;
  }

  /** Whether it is smaller, with the places in it, than the values as they are. */
  isWorth(): boolean {
    const bits = this.#values * bitWidthOf(this.#places.size - 1);
    return this.#values > 0 && this.#entries.position + bits / 8 < this.#plainBytes;
  }

  encoded(): EncodedValues {
    return { bytes: this.#entries.written(), count: this.#places.size };
  }

  /** Writes which entries the values from `start` to `end` are. */
  writePlaces(start: number, end: number, target: GrowableTarget): void {
    const width = bitWidthOf(this.#places.size - 1);
    pushByte(target, width);
    writeHybrid(this.#indexes, start, end, width, target);
  }

  /** Writes the values from `start` to `end` as they are. */
  writePlain(start: number, end: number, target: GrowableTarget): void {
    const { buffer } = this.#entries;
    for (let at = start; at < end; at += 1) {
      const place = this.#indexes[at] as number;
      const from = this.#entryStarts[place] as number;
      const to = this.#entryEnd(place);
      target.reserve(to - from);
      buffer.copy(target.buffer, target.position, from, to);
      target.position += to - from;
    }
  }

  /** For ranges of values: each entry is compared once for each range. */
  ranges(): (start: number, end: number) => Range | null {
    const entries = [...this.#places.keys()];
    const seenIn = new Int32Array(entries.length);
    const bounds = new Bounds(this.#physical.compare);
    let range = 0;
    return (start, end) => {
      range += 1;
      for (let at = start; at < end; at += 1) {
        const place = this.#indexes[at] as number;
        if (seenIn[place] === range) continue;
        seenIn[place] = range;
        bounds.observe(entries[place] as PhysicalValue);
      }
      return bounds.take();
    };
  }

  clear(): void {
    this.#entries.position = 0;
    this.#entryStarts = [];
    this.#places = new Map();
    this.#values = 0;
    this.#plainBytes = 0;
  }

  #isFutile(): boolean {
    const entries = this.#places.size;
    if (entries >= maxEntries || this.#entries.position >= maxBytes) return true;
    return this.#values >= sampleValues && entries * 2 > this.#values;
  }

  #entryEnd(place: number): number {
    return this.#entryStarts[place + 1] ?? this.#entries.position;
  }
}
