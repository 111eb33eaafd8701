import type { Condition, RemapFunction } from '../transform/model.ts';

/** How a program is used, which decides what it must give. */
export type VrlUse =
  | {
      readonly kind: 'program';
      /** An event whose program fails goes on unchanged where false. */
      readonly dropOnError: boolean;
      readonly dropOnAbort: boolean;
      /** What is dropped is given to the output `dropped`. */
      readonly rerouteDropped: boolean;
      /** Of the transform, for the metadata of what is dropped. */
      readonly component: string;
      /** Of times without a zone. */
      readonly timezone: string;
    }
  | { readonly kind: 'condition'; readonly timezone: string };

/** A program that compiled. */
export interface CompiledVrl {
  /** An ES module, its default export the function: what a bundle holds of the program. */
  readonly module: string;
  /** The same function, here. */
  readonly run: RemapFunction | Condition;
  /** What it does to events, for the fingerprint: the text of the function may be another in a bundle. */
  readonly rules: string;
}

/** What the compiler of VRL is to the reader of Vector's files. */
export type CompileVrl = (
  source: string,
  use: VrlUse,
) =>
  | { readonly kind: 'compiled'; readonly compiled: CompiledVrl }
  /** Rendered, with the place within the program. */
  | { readonly kind: 'diagnostics'; readonly text: string };
