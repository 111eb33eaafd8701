import { characterTest } from './character-test.ts';
import { type CharacterClass, isNullable, type RegexNode } from './syntax.ts';

/** Characters that may come: a bit for each of ASCII, one for all others. */
type Characters = bigint;
const others = 1n << 128n;
const all = (1n << 129n) - 1n;

/** What a backtracking matcher may have to try again, at worst. */
export interface Choices {
  /** Loops that may end in several places: each multiplies the work by the length of the text. */
  loops: number;
  /** Choices of a few: the work is doubled by each. */
  doublings: number;
  /** False where the work may be exponential, or where JavaScript's loops match otherwise than Rust's. */
  isBounded: boolean;
}

/** Counts where a pattern's match is not determined by the next character. */
export function choicesOf(node: RegexNode): Choices {
  const choices: Choices = { loops: 0, doublings: 0, isBounded: true };
  // nothing comes behind the pattern, so nothing there can fail
  walk(node, 0n, false, choices);
  return choices;
}

function walk(node: RegexNode, follow: Characters, inLoop: boolean, choices: Choices): void {
  switch (node.type) {
    case 'class':
    case 'look':
      return;
    case 'group':
      walk(node.item, follow, inLoop, choices);
      return;
    case 'sequence': {
      let after = follow;
      for (const item of node.items.toReversed()) {
        walk(item, after, inLoop, choices);
        after = isNullable(item) ? after | firstOf(item) : firstOf(item);
      }
      return;
    }
    case 'choice': {
      let seen = 0n;
      for (const item of node.items) {
        const first = isNullable(item) ? firstOf(item) | follow : firstOf(item);
        if ((seen & first) !== 0n || isNullable(item)) ambiguous(1, inLoop, choices);
        seen |= first;
        walk(item, follow, inLoop, choices);
      }
      return;
    }
    case 'repeat':
      walkRepeat(node, follow, inLoop, choices);
      return;
  }
}

function walkRepeat(
  node: RegexNode & { type: 'repeat' },
  follow: Characters,
  inLoop: boolean,
  choices: Choices,
): void {
  const { item, min, max } = node;
  const first = firstOf(item);
  if (isNullable(item)) choices.isBounded = false;
  if (max > min && (first & follow) !== 0n) {
    if (max - min > 8) {
      choices.loops++;
      if (inLoop) choices.isBounded = false;
    } else {
      ambiguous(Math.ceil(Math.log2(max - min + 1)), inLoop, choices);
    }
  }
  walk(item, max > 1 ? follow | first : follow, inLoop || max > 1, choices);
}

function ambiguous(doublings: number, inLoop: boolean, choices: Choices): void {
  choices.doublings += doublings;
  if (inLoop) choices.isBounded = false;
}

/** The characters that a node's match may begin with. */
function firstOf(node: RegexNode): Characters {
  switch (node.type) {
    case 'class':
      return charactersOf(node.set);
    case 'look':
      return 0n;
    case 'group':
    case 'repeat':
      return firstOf(node.item);
    case 'choice':
      return node.items.reduce((first, item) => first | firstOf(item), 0n);
    case 'sequence':
    default: {
      let first = 0n;
      for (const item of node.items) {
        first |= firstOf(item);
        if (!isNullable(item)) break;
      }
      return first;
    }
  }
}

const known = new Map<string, Characters>();

function charactersOf(set: CharacterClass): Characters {
  const key = (set.ignoreCase ? 'i' : '-') + set.body;
  const before = known.get(key);
  if (before !== undefined) return before;
  const test = characterTest(set);
  let characters = 0n;
  for (let code = 0; code < 128; code++) if (test(code)) characters |= 1n << BigInt(code);
  // whether it has others is known for the plainest classes alone
  const isAscii = !set.ignoreCase && /^(?:\\u\{[0-7]?[0-9a-f]\}-?|[0-9A-Za-z_]-?)+$/.test(set.body);
  if (!isAscii) characters |= set.body === 'never' ? 0n : others;
  if (known.size > 1024) known.clear();
  known.set(key, characters & all);
  return characters & all;
}
