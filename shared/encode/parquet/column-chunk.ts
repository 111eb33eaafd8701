import { SluiceError } from '../../errors.ts';
import { GrowableTarget } from '../byte-target.ts';
import { bitWidthOf, writeHybrid } from './hybrid.ts';
import type { Physical, PhysicalValue } from './physical.ts';

/** Encoded values of a page from here on end it. */
const pageBytes = 1024 ** 2;
/** A dictionary that has grown beyond is given up. */
const maxDictionaryBytes = 1024 ** 2;
const maxDictionaryValues = 128 * 1024;
/** After so many values it shows whether they repeat: with fewer than two of each, they are written as they are. */
const sampleValues = 4096;

/** Where a page begins: in levels, in values, and in the bytes of values. */
interface Mark {
  readonly level: number;
  readonly value: number;
  readonly byte: number;
}

/** One page before compression. */
export interface Page {
  /** Levels in it, nulls included. */
  readonly levels: { readonly start: number; readonly end: number };
  readonly writeValues: (target: GrowableTarget) => void;
}

/** The values of one leaf within one row group, with their levels. */
export interface Leaf {
  readonly levels: LevelBuffers;
  readonly nulls: number;
  /** Entries of the dictionary, in PLAIN; null: there is none. */
  readonly dictionary: { readonly bytes: Buffer; readonly entries: number } | null;
  readonly min: PhysicalValue | null;
  readonly max: PhysicalValue | null;
  readonly addNull: (repetition: number, definition: number) => void;
  /** Once, when all are there: decides how they are encoded. */
  readonly pages: () => readonly Page[];
  readonly clear: () => void;
}

/** Repetition and definition levels of a leaf, a byte each. */
export class LevelBuffers {
  readonly maxRepetition: number;
  readonly maxDefinition: number;
  readonly repetition: GrowableTarget = new GrowableTarget();
  readonly definition: GrowableTarget = new GrowableTarget();
  count = 0;

  constructor(maxRepetition: number, maxDefinition: number) {
    this.maxRepetition = maxRepetition;
    this.maxDefinition = maxDefinition;
  }

  add(repetition: number, definition: number): void {
    this.count += 1;
    if (this.maxRepetition > 0) push(this.repetition, repetition);
    if (this.maxDefinition > 0) push(this.definition, definition);
  }

  /** @throws {SluiceError} INTERNAL where the column has no null: it would be read as a value */
  addNull(repetition: number, definition: number): void {
    if (definition >= this.maxDefinition) {
      throw new SluiceError('INTERNAL', 'a null in a Parquet column that has none');
    }
    this.add(repetition, definition);
  }

  clear(): void {
    this.count = 0;
    this.repetition.position = 0;
    this.definition.position = 0;
  }
}

/**
 * Values of a fixed or variable width. Each is looked up in a dictionary as long as one is worth its bytes, and is
 * written at once otherwise, so that no value is kept twice.
 */
export class ValueLeaf implements Leaf {
  readonly levels: LevelBuffers;
  nulls = 0;
  min: PhysicalValue | null = null;
  max: PhysicalValue | null = null;
  readonly #physical: Physical;
  readonly #plain = new GrowableTarget();
  readonly #entries = new GrowableTarget();
  /** Where each entry begins. */
  #entryStarts: number[] = [];
  #places: Map<PhysicalValue, number> | null = new Map();
  #indexes = new Int32Array(1024);
  #values = 0;
  /** What the values of the dictionary would take without it. */
  #plainBytes = 0;
  #marks: Mark[] = [];
  #pageStart = 0;

  constructor(physical: Physical, maxRepetition: number, maxDefinition: number) {
    this.#physical = physical;
    this.levels = new LevelBuffers(maxRepetition, maxDefinition);
  }

  add(value: PhysicalValue, repetition: number): void {
    if (repetition === 0) this.#mark();
    this.levels.add(repetition, this.levels.maxDefinition);
    const places = this.#places;
    if (places === null) {
      this.#observe(value);
      this.#physical.write(value, this.#plain);
    } else this.#addToDictionary(value, places);
    this.#values += 1;
  }

  addNull(repetition: number, definition: number): void {
    if (repetition === 0) this.#mark();
    this.levels.addNull(repetition, definition);
    this.nulls += 1;
  }

  get dictionary(): Leaf['dictionary'] {
    if (this.#places === null) return null;
    return { bytes: this.#entries.written(), entries: this.#entryStarts.length };
  }

  pages(): readonly Page[] {
    const places = this.#places;
    if (places !== null) {
      const bits = this.#values * bitWidthOf(places.size - 1);
      const isWorth = this.#values > 0 && this.#entries.position + bits / 8 < this.#plainBytes;
      if (!isWorth) this.#giveUpDictionary();
    }
    const ends = [...this.#marks, this.#here()];
    const begin: Mark = { level: 0, value: 0, byte: 0 };
    return ends.flatMap((end, index) => {
      const start = ends[index - 1] ?? begin;
      return end.level === start.level ? [] : [this.#page(start, end)];
    });
  }

  clear(): void {
    this.levels.clear();
    this.nulls = 0;
    this.min = null;
    this.max = null;
    this.#plain.position = 0;
    this.#entries.position = 0;
    this.#entryStarts = [];
    this.#places = new Map();
    this.#values = 0;
    this.#plainBytes = 0;
    this.#marks = [];
    this.#pageStart = 0;
  }

  #addToDictionary(value: PhysicalValue, places: Map<PhysicalValue, number>): void {
    // a map does not tell it from 0
    const isNegativeZero = value === 0 && Object.is(value, -0);
    let place = places.get(value);
    if (place === undefined || isNegativeZero) {
      if (isNegativeZero || this.#isFutile(places.size)) {
        this.#giveUpDictionary();
        this.#observe(value);
        this.#physical.write(value, this.#plain);
        return;
      }
      this.#observe(value);
      place = places.size;
      places.set(value, place);
      this.#entryStarts.push(this.#entries.position);
      this.#physical.write(value, this.#entries);
    }
    if (this.#values === this.#indexes.length) {
      const grown = new Int32Array(this.#indexes.length * 2);
      grown.set(this.#indexes);
      this.#indexes = grown;
    }
    this.#indexes[this.#values] = place;
    this.#plainBytes += this.#entryEnd(place) - (this.#entryStarts[place] as number);
  }

  #isFutile(entries: number): boolean {
    if (entries >= maxDictionaryValues || this.#entries.position >= maxDictionaryBytes) return true;
    return this.#values >= sampleValues && entries * 2 > this.#values;
  }

  /** What was looked up is written as it is, with the marks of pages where they are then. */
  #giveUpDictionary(): void {
    this.#places = null;
    const { buffer } = this.#entries;
    const marks = this.#marks;
    let mark = 0;
    for (let at = 0; at < this.#values; at += 1) {
      for (; marks[mark]?.value === at; mark += 1) {
        marks[mark] = { ...(marks[mark] as Mark), byte: this.#plain.position };
      }
      const place = this.#indexes[at] as number;
      const start = this.#entryStarts[place] as number;
      const end = this.#entryEnd(place);
      this.#plain.reserve(end - start);
      buffer.copy(this.#plain.buffer, this.#plain.position, start, end);
      this.#plain.position += end - start;
    }
    for (; mark < marks.length; mark += 1) {
      marks[mark] = { ...(marks[mark] as Mark), byte: this.#plain.position };
    }
    this.#pageStart = marks.at(-1)?.byte ?? 0;
  }

  #entryEnd(place: number): number {
    return this.#entryStarts[place + 1] ?? this.#entries.position;
  }

  #observe(value: PhysicalValue): void {
    const { compare } = this.#physical;
    if (this.min === null || this.max === null) {
      this.min = value;
      this.max = value;
    } else if (compare(value, this.min) < 0) this.min = value;
    else if (compare(value, this.max) > 0) this.max = value;
  }

  /** Ends a page that has its size; called where a row begins. */
  #mark(): void {
    const bytes = this.#places === null ? this.#plain.position : this.#values * 2;
    if (bytes - this.#pageStart < pageBytes) return;
    this.#marks.push(this.#here());
    this.#pageStart = bytes;
  }

  #here(): Mark {
    return { level: this.levels.count, value: this.#values, byte: this.#plain.position };
  }

  #page(start: Mark, end: Mark): Page {
    return {
      levels: { start: start.level, end: end.level },
      writeValues: (target) => {
        if (this.#places === null) {
          target.reserve(end.byte - start.byte);
          this.#plain.buffer.copy(target.buffer, target.position, start.byte, end.byte);
          target.position += end.byte - start.byte;
          return;
        }
        const width = bitWidthOf(this.#places.size - 1);
        push(target, width);
        writeHybrid(this.#indexes, start.value, end.value, width, target);
      },
    };
  }
}

/** Booleans: a bit each, always in one page, and without a dictionary. */
export class BooleanLeaf implements Leaf {
  readonly levels: LevelBuffers;
  nulls = 0;
  readonly dictionary = null;
  readonly #values = new GrowableTarget();
  #seen = 0;

  constructor(maxRepetition: number, maxDefinition: number) {
    this.levels = new LevelBuffers(maxRepetition, maxDefinition);
  }

  get min(): PhysicalValue | null {
    return this.#seen === 0 ? null : this.#seen === 2 ? 1 : 0;
  }

  get max(): PhysicalValue | null {
    return this.#seen === 0 ? null : this.#seen === 1 ? 0 : 1;
  }

  add(value: PhysicalValue, repetition: number): void {
    this.levels.add(repetition, this.levels.maxDefinition);
    push(this.#values, value as number);
    this.#seen |= value === 0 ? 1 : 2;
  }

  addNull(repetition: number, definition: number): void {
    this.levels.addNull(repetition, definition);
    this.nulls += 1;
  }

  pages(): readonly Page[] {
    if (this.levels.count === 0) return [];
    const writeValues = (target: GrowableTarget): void => {
      const bits = this.#values.written();
      target.reserve(bits.length / 8 + 1);
      for (let at = 0; at < bits.length; at += 8) {
        let packed = 0;
        for (let bit = 0; bit < 8; bit += 1) packed |= (bits[at + bit] ?? 0) << bit;
        target.buffer[target.position++] = packed;
      }
    };
    return [{ levels: { start: 0, end: this.levels.count }, writeValues }];
  }

  clear(): void {
    this.levels.clear();
    this.nulls = 0;
    this.#values.position = 0;
    this.#seen = 0;
  }
}

function push(target: GrowableTarget, value: number): void {
  target.reserve(1);
  target.buffer[target.position++] = value;
}
