import type { CharacterClass } from '../regex/syntax.ts';

export type GrokLook =
  'textStart' | 'textEnd' | 'lastLineEnd' | 'lineStart' | 'lineEnd' | 'word' | 'notWord';

/** A regular expression of Oniguruma's dialect, which grok patterns are written in. */
export type GrokNode =
  | { readonly type: 'class'; readonly set: CharacterClass }
  | { readonly type: 'look'; readonly kind: GrokLook }
  | { readonly type: 'sequence'; readonly items: readonly GrokNode[] }
  | { readonly type: 'choice'; readonly items: readonly GrokNode[] }
  | {
      readonly type: 'repeat';
      readonly item: GrokNode;
      readonly min: number;
      /** Infinity where there is no end. */
      readonly max: number;
      readonly isGreedy: boolean;
    }
  | { readonly type: 'group'; readonly item: GrokNode; readonly index: number }
  /** What it matched first stays: nothing in it is tried again. */
  | { readonly type: 'atomic'; readonly item: GrokNode }
  | {
      readonly type: 'around';
      readonly item: GrokNode;
      readonly isBehind: boolean;
      readonly isNegated: boolean;
    }
  | { readonly type: 'same'; readonly name: string; readonly ignoreCase: boolean };

export interface GrokName {
  readonly name: string;
  readonly index: number;
}

export interface ParsedGrok {
  readonly node: GrokNode;
  readonly groupCount: number;
  /** Each with its first group, in their order. */
  readonly names: readonly GrokName[];
}

/** A pattern that is none, with the number and the words that Oniguruma has for it. */
export class GrokSyntaxError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** How many characters it matches at least and at most. */
export function lengthsOf(node: GrokNode): { readonly min: number; readonly max: number } {
  switch (node.type) {
    case 'class':
      return { min: 1, max: 1 };
    case 'look':
    case 'around':
      return { min: 0, max: 0 };
    case 'sequence': {
      const all = node.items.map(lengthsOf);
      return { min: sum(all.map(({ min }) => min)), max: sum(all.map(({ max }) => max)) };
    }
    case 'choice': {
      const all = node.items.map(lengthsOf);
      return {
        min: Math.min(...all.map(({ min }) => min)),
        max: Math.max(...all.map(({ max }) => max)),
      };
    }
    case 'repeat': {
      const { min, max } = lengthsOf(node.item);
      return { min: min * node.min, max: max === 0 ? 0 : max * node.max };
    }
    case 'group':
    case 'atomic':
      return lengthsOf(node.item);
    case 'same':
    default:
      return { min: 0, max: Infinity };
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
