import { asciiWord, word } from './class-names.ts';
import type { LookKind, RegexNode } from './syntax.ts';

/** Whether a pattern can be said in JavaScript's `v` mode, and whether its groups mean the same there. */
export interface JavaScriptSource {
  readonly source: string;
  readonly ignoreCase: boolean;
  /** False where a group is repeated: JavaScript forgets what it matched the time before. */
  readonly hasSameGroups: boolean;
}

/** Null where the flag `i` holds for a part of the pattern only. */
export function javaScriptSource(node: RegexNode): JavaScriptSource | null {
  const cases = new Set<boolean>();
  collectCases(node, cases);
  if (cases.size > 1) return null;
  return {
    source: sourceOf(node),
    ignoreCase: cases.has(true),
    hasSameGroups: !hasGroupInLoop(node, false),
  };
}

function collectCases(node: RegexNode, cases: Set<boolean>): void {
  if (node.type === 'class') cases.add(node.set.ignoreCase);
  else if (node.type === 'group' || node.type === 'repeat') collectCases(node.item, cases);
  else if (node.type !== 'look') for (const item of node.items) collectCases(item, cases);
}

function hasGroupInLoop(node: RegexNode, inLoop: boolean): boolean {
  switch (node.type) {
    case 'group':
      return inLoop || hasGroupInLoop(node.item, inLoop);
    case 'repeat':
      return hasGroupInLoop(node.item, inLoop || node.max > 1);
    case 'sequence':
    case 'choice':
      return node.items.some((item) => hasGroupInLoop(item, inLoop));
    case 'class':
    case 'look':
    default:
      return false;
  }
}

function sourceOf(node: RegexNode): string {
  switch (node.type) {
    case 'class':
      return /^\\u\{[0-9a-f]+\}$/.test(node.set.body) ? node.set.body : `[${node.set.body}]`;
    case 'look':
      return looks[node.kind];
    case 'group':
      return `(${sourceOf(node.item)})`;
    case 'sequence':
      return node.items
        .map((item) => (item.type === 'choice' ? `(?:${sourceOf(item)})` : sourceOf(item)))
        .join('');
    case 'choice':
      return node.items.map(sourceOf).join('|');
    case 'repeat':
    default: {
      const { item, min, max, isGreedy } = node;
      const inner = sourceOf(item);
      const isOne = item.type === 'class' || item.type === 'group';
      const range = max === Infinity ? `{${min},}` : `{${min},${max}}`;
      return `${isOne ? inner : `(?:${inner})`}${range}${isGreedy ? '' : '?'}`;
    }
  }
}

const start = `(?<![${word}])(?=[${word}])`;
const end = `(?<=[${word}])(?![${word}])`;

const looks: Readonly<Record<LookKind, string>> = {
  textStart: '^',
  textEnd: '$',
  lineStart: '(?<![^\\n])',
  lineEnd: '(?![^\\n])',
  word: `(?:${start}|${end})`,
  notWord: `(?:(?<=[${word}])(?=[${word}])|(?<![${word}])(?![${word}]))`,
  wordStart: `(?:${start})`,
  wordEnd: `(?:${end})`,
  wordStartHalf: `(?<![${word}])`,
  wordEndHalf: `(?![${word}])`,
  asciiWord: `(?:(?<![${asciiWord}])(?=[${asciiWord}])|(?<=[${asciiWord}])(?![${asciiWord}]))`,
  notAsciiWord: `(?:(?<=[${asciiWord}])(?=[${asciiWord}])|(?<![${asciiWord}])(?![${asciiWord}]))`,
};
