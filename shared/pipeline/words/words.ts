import type { Group, Shape } from '../options/option.ts';

/**
 * What is said of an option in the reference. In files of its own, beside those of the options: only the reference needs
 * it, so that no package has to carry it.
 */
export interface Words {
  readonly meaning: string;
  /** Vector's name for it, with Vector's default where that differs. */
  readonly vector?: string;
  /** The default in words, where the value does not tell: 'AWS_REGION'. */
  readonly defaultText?: string;
}

/** Words for each option of a shape: one that has none does not compile. */
export type WordsOf<S extends Shape> = {
  readonly [Name in keyof S]: S[Name] extends Group<infer Inner> ? WordsOf<Inner> : Words;
};
