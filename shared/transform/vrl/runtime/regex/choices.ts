import { characterTest } from './character-test.ts';
import { word } from './class-names.ts';
import { type CharacterClass, isNullable, type RegexNode } from './syntax.ts';

/** Characters that may come: a bit for each of ASCII, and for four sorts beyond it. */
type Characters = bigint;
const whites = 1n << 128n;
const digits = 1n << 129n;
/** And what else belongs to words. */
const letters = 1n << 130n;
const signs = 1n << 131n;
const others = whites | digits | letters | signs;

const classes: readonly (readonly [string, Characters])[] = [
  ['[^\\p{White_Space}]', digits | letters | signs],
  ['[^\\p{Nd}]', whites | letters | signs],
  [`[^${word}]`, whites | signs],
  [word, digits | letters],
  ['\\p{White_Space}', whites],
  ['\\p{Nd}', digits],
];

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
  let characters = othersOf(set);
  for (let code = 0; code < 128; code++) if (test(code)) characters |= 1n << BigInt(code);
  if (known.size > 1024) known.clear();
  known.set(key, characters);
  return characters;
}

/** Which characters beyond ASCII the well-known classes have; of another class, all. */
function othersOf({ body, ignoreCase }: CharacterClass): Characters {
  const isNegated = body.startsWith('^');
  let rest = isNegated ? body.slice(1) : body;
  let found = 0n;
  while (rest !== '') {
    const token =
      /^(?:\\u\{[0-7]?[0-9a-f]\}-?|\\x[0-7][0-9A-Fa-f]-?|[0-9A-Za-z_]-?|\\[tnvfr])/.exec(rest)?.[0];
    const named = token === undefined ? classes.find(([name]) => rest.startsWith(name)) : undefined;
    if (token === undefined && named === undefined) return others;
    found |= named?.[1] ?? 0n;
    rest = rest.slice((token ?? named?.[0] ?? rest).length);
  }
  // a letter may have another case beyond ASCII: the Kelvin sign, the long s
  if (ignoreCase) found |= letters;
  return isNegated ? others & ~(ignoreCase ? 0n : found) : found;
}
