import type { GrowableTarget } from '../../byte-target.ts';
import type { PhysicalValue } from '../../columns/column-type.ts';
import type { Range } from './bounds.ts';
import type { LevelBuffers } from './levels.ts';

/** One page before compression. It begins where a row does. */
export interface Page {
  /** Levels in it, nulls included. */
  readonly levels: { readonly start: number; readonly end: number };
  /** Rows of the group that lie before it. */
  readonly firstRow: number;
  readonly nulls: number;
  /** Null: all of it is null. */
  readonly range: Range | null;
  readonly writeValues: (target: GrowableTarget) => void;
}

/** How the values of a leaf were encoded, once all of a row group are there. */
export interface EncodedLeaf {
  /** Entries of the dictionary, in PLAIN; null: there is none. */
  readonly dictionary: EncodedValues | null;
  readonly pages: readonly Page[];
  /** Every value that is there, once or more often. */
  readonly values: EncodedValues;
}

/** Values as Parquet's encoding PLAIN has them. */
export interface EncodedValues {
  readonly bytes: Buffer;
  readonly count: number;
}

/** The values of one leaf within one row group, with their levels. */
export interface Leaf {
  readonly levels: LevelBuffers;
  readonly add: (value: PhysicalValue, repetition: number) => void;
  readonly addNull: (repetition: number, definition: number) => void;
  /** Once, when all are there: decides how they are encoded. Good until `clear`. */
  readonly encode: () => EncodedLeaf;
  readonly clear: () => void;
}
