/** A set of code points, as the inside of a class of JavaScript's `v` mode: `[…]` around it. */
export interface CharacterClass {
  readonly body: string;
  readonly ignoreCase: boolean;
}

export type LookKind =
  | 'textStart'
  | 'textEnd'
  | 'lineStart'
  | 'lineEnd'
  | 'word'
  | 'notWord'
  | 'wordStart'
  | 'wordEnd'
  | 'wordStartHalf'
  | 'wordEndHalf'
  | 'asciiWord'
  | 'notAsciiWord';

export type RegexNode =
  | { readonly type: 'class'; readonly set: CharacterClass }
  | { readonly type: 'look'; readonly kind: LookKind }
  | { readonly type: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly type: 'choice'; readonly items: readonly RegexNode[] }
  | {
      readonly type: 'repeat';
      readonly item: RegexNode;
      readonly min: number;
      /** Infinity where there is no end. */
      readonly max: number;
      readonly isGreedy: boolean;
    }
  | { readonly type: 'group'; readonly item: RegexNode; readonly index: number };

export interface ParsedRegex {
  readonly node: RegexNode;
  /** Without the whole match. */
  readonly groupCount: number;
  readonly names: readonly { readonly name: string; readonly index: number }[];
}

/** A pattern that is none, in words. */
export class RegexSyntaxError extends Error {
  /** Where in the pattern, in UTF-16 units. */
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/** Whether a node matches the empty text. */
export function isNullable(node: RegexNode): boolean {
  switch (node.type) {
    case 'class':
      return false;
    case 'look':
      return true;
    case 'sequence':
      return node.items.every(isNullable);
    case 'choice':
      return node.items.some(isNullable);
    case 'repeat':
      return node.min === 0 || isNullable(node.item);
    case 'group':
    default:
      return isNullable(node.item);
  }
}
