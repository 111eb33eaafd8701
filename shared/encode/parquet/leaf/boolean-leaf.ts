import { GrowableTarget } from '../../byte-target.ts';
import type { PhysicalValue } from '../../columns/column-type.ts';
import { pushByte } from '../push-byte.ts';
import type { Range } from './bounds.ts';
import type { EncodedLeaf, EncodedValues, Leaf } from './leaf.ts';
import { LevelBuffers } from './levels.ts';

const noValues: EncodedValues = { bytes: Buffer.alloc(0), count: 0 };

/** Booleans: a bit each, always in one page, and without a dictionary. */
export class BooleanLeaf implements Leaf {
  readonly levels: LevelBuffers;
  readonly #values = new GrowableTarget();
  #nulls = 0;
  #hasFalse = false;
  #hasTrue = false;

  constructor(maxRepetition: number, maxDefinition: number) {
    this.levels = new LevelBuffers(maxRepetition, maxDefinition);
  }

  add(value: PhysicalValue, repetition: number): void {
    this.levels.add(repetition, this.levels.maxDefinition);
    pushByte(this.#values, value as number);
    if (value === 0) this.#hasFalse = true;
    else this.#hasTrue = true;
  }

  addNull(repetition: number, definition: number): void {
    this.levels.addNull(repetition, definition);
    this.#nulls += 1;
  }

  encode(): EncodedLeaf {
    const levels = { start: 0, end: this.levels.count };
    const page = {
      levels,
      firstRow: 0,
      nulls: this.#nulls,
      range: this.#range(),
      writeValues: (target: GrowableTarget) => packBits(this.#values.written(), target),
    };
    return { dictionary: null, pages: levels.end === 0 ? [] : [page], values: noValues };
  }

  clear(): void {
    this.levels.clear();
    this.#values.position = 0;
    this.#nulls = 0;
    this.#hasFalse = false;
    this.#hasTrue = false;
  }

  #range(): Range | null {
    if (!this.#hasFalse && !this.#hasTrue) return null;
    return { min: this.#hasFalse ? 0 : 1, max: this.#hasTrue ? 1 : 0 };
  }
}

function packBits(bits: Uint8Array, target: GrowableTarget): void {
  target.reserve(bits.length / 8 + 1);
  for (let at = 0; at < bits.length; at += 8) {
    let packed = 0;
    for (let bit = 0; bit < 8; bit += 1) packed |= (bits[at + bit] ?? 0) << bit;
    target.buffer[target.position++] = packed;
  }
}
