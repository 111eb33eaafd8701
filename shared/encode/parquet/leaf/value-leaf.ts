import { GrowableTarget } from '../../byte-target.ts';
import type { Physical } from '../physical.ts';
import type { PhysicalValue } from '../../columns/column-type.ts';
import { Bounds, type Range } from './bounds.ts';
import { Dictionary } from './dictionary.ts';
import type { EncodedLeaf, Leaf, Page } from './leaf.ts';
import { LevelBuffers } from './levels.ts';

/** Encoded values of a page from here on end it. */
const pageBytes = 1024 ** 2;
/** So do rows: readers of page indexes skip no less than a page. As parquet-java has it. */
const pageRows = 20_000;

/** Where a page ends, and the next begins. */
interface Mark {
  readonly level: number;
  readonly value: number;
  /** Of the values as they are; without meaning while there is a dictionary. */
  readonly byte: number;
  readonly row: number;
  readonly nulls: number;
  /** Of the page that ends; null as well while there is a dictionary. */
  readonly range: Range | null;
}

const begin: Mark = { level: 0, value: 0, byte: 0, row: 0, nulls: 0, range: null };

/**
 * Values of a fixed or variable width. Each is looked up in a dictionary as long as one is worth its bytes, and is
 * written at once otherwise, so that no value is kept twice.
 */
export class ValueLeaf implements Leaf {
  readonly levels: LevelBuffers;
  readonly #physical: Physical;
  readonly #dictionary: Dictionary;
  #hasDictionary = true;
  readonly #plain = new GrowableTarget();
  /** Of the page that is being filled, without a dictionary. */
  readonly #bounds: Bounds;
  #values = 0;
  #rows = 0;
  #nulls = 0;
  #marks: Mark[] = [];
  /** Bytes, and rows, before the page that is being filled. */
  #pageByte = 0;
  #pageRow = 0;

  constructor(physical: Physical, maxRepetition: number, maxDefinition: number) {
    this.#physical = physical;
    this.#dictionary = new Dictionary(physical);
    this.#bounds = new Bounds(physical.compare);
    this.levels = new LevelBuffers(maxRepetition, maxDefinition);
  }

  add(value: PhysicalValue, repetition: number): void {
    if (repetition === 0) this.#beginRow();
    this.levels.add(repetition, this.levels.maxDefinition);
    if (this.#hasDictionary && !this.#dictionary.add(value)) this.#giveUpDictionary();
    if (!this.#hasDictionary) {
      this.#bounds.observe(value);
      this.#physical.write(value, this.#plain);
    }
    this.#values += 1;
  }

  addNull(repetition: number, definition: number): void {
    if (repetition === 0) this.#beginRow();
    this.levels.addNull(repetition, definition);
    this.#nulls += 1;
  }

  encode(): EncodedLeaf {
    if (this.#hasDictionary && !this.#dictionary.isWorth()) this.#giveUpDictionary();
    const rangeOf = this.#hasDictionary ? this.#dictionary.ranges() : null;
    const pages: Page[] = [];
    let start = begin;
    for (const end of [...this.#marks, this.#here()]) {
      if (end.level === start.level) continue;
      const range = rangeOf === null ? end.range : rangeOf(start.value, end.value);
      pages.push(this.#page(start, end, range));
      start = end;
    }
    const dictionary = this.#hasDictionary ? this.#dictionary.encoded() : null;
    const plain = { bytes: this.#plain.written(), count: this.#values };
    return { dictionary, pages, values: dictionary ?? plain };
  }

  clear(): void {
    this.levels.clear();
    this.#dictionary.clear();
    this.#hasDictionary = true;
    this.#plain.position = 0;
    this.#bounds.take();
    this.#values = 0;
    this.#rows = 0;
    this.#nulls = 0;
    this.#marks = [];
    this.#pageByte = 0;
    this.#pageRow = 0;
  }

  /** What was looked up is written as it is, with the marks of pages where they are then. */
  #giveUpDictionary(): void {
    this.#hasDictionary = false;
    const rangeOf = this.#dictionary.ranges();
    let start = 0;
    const writeUntil = (end: number): Range | null => {
      this.#dictionary.writePlain(start, end, this.#plain);
      const range = rangeOf(start, end);
      start = end;
      return range;
    };
    this.#marks = this.#marks.map((mark) => {
      const range = writeUntil(mark.value);
      return { ...mark, range, byte: this.#plain.position };
    });
    this.#pageByte = this.#plain.position;
    const open = writeUntil(this.#values);
    if (open === null) return;
    this.#bounds.observe(open.min);
    this.#bounds.observe(open.max);
  }

  /** Ends a page that has its size. */
  #beginRow(): void {
    const bytes = this.#hasDictionary ? this.#values * 2 : this.#plain.position;
    if (bytes - this.#pageByte >= pageBytes || this.#rows - this.#pageRow >= pageRows) {
      this.#marks.push(this.#here());
      this.#pageByte = bytes;
      this.#pageRow = this.#rows;
    }
    this.#rows += 1;
  }

  #here(): Mark {
    return {
      level: this.levels.count,
      value: this.#values,
      byte: this.#plain.position,
      row: this.#rows,
      nulls: this.#nulls,
      range: this.#bounds.take(),
    };
  }

  #page(start: Mark, end: Mark, range: Range | null): Page {
    return {
      levels: { start: start.level, end: end.level },
      firstRow: start.row,
      nulls: end.nulls - start.nulls,
      range,
      writeValues: (target) => {
        if (this.#hasDictionary) {
          this.#dictionary.writePlaces(start.value, end.value, target);
          return;
        }
        target.reserve(end.byte - start.byte);
        this.#plain.buffer.copy(target.buffer, target.position, start.byte, end.byte);
        target.position += end.byte - start.byte;
      },
    };
  }
}
