import type { CharacterClass } from './syntax.ts';

/** Whether a code point is in a class: a table for ASCII, JavaScript's own regular expressions beyond. */
export type CharacterTest = (codePoint: number) => boolean;

const known = new Map<string, CharacterTest>();

export function characterTest({ body, ignoreCase }: CharacterClass): CharacterTest {
  const key = (ignoreCase ? 'i' : '-') + body;
  const before = known.get(key);
  if (before !== undefined) return before;
  const expression = classExpression({ body, ignoreCase });
  const ascii = new Uint8Array(128);
  for (let code = 0; code < 128; code++) {
    ascii[code] = expression.test(String.fromCharCode(code)) ? 1 : 0;
  }
  const test: CharacterTest = (code) =>
    code < 128 ? ascii[code] === 1 : expression.test(String.fromCodePoint(code));
  // patterns may come from events
  if (known.size > 1024) known.clear();
  known.set(key, test);
  return test;
}

export function classExpression({ body, ignoreCase }: CharacterClass): RegExp {
  return new RegExp(`^[${body}]$`, ignoreCase ? 'iv' : 'v');
}
