import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { GrokPattern } from '../../../../../shared/transform/vrl/runtime/grok/pattern.ts';

/** Patterns that mean the same in JavaScript, which tries the same ways in the same order. */
const patterns = [
  'a*', '(?:a|ab)(?<x>c|bcd)?', '(?<x>a+?)(?<y>b*)c', '^b(?<x>.)$', '(?<=a)b', '(?<!a)b(?=c)',
  '(?!ab)(?<x>..)', '(?<x>(?:a|b)*)\\k<x>', '(?:a*)*b', '(?<x>(?:a|b?)+)c', 
  '(?<x>[^a]{1,2}){2}', '(?<=(?:a|bc)b)(?<x>.)', '(?:(?<x>a)|(?<y>b))*',
] as const; // prettier-ignore

function found(pattern: string, text: string): readonly (string | undefined)[] | null {
  const compiled = new GrokPattern(pattern);
  const slots = compiled.match(text);
  if (slots === null) return null;
  const groups = [0, ...compiled.names.map(({ index }) => index)];
  return groups.map((group) => {
    const start = slots[group * 2] ?? -1;
    return start < 0 ? undefined : text.slice(start, slots[group * 2 + 1]);
  });
}

test('the machine finds what a backtracking engine finds', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', '\n', 'é', '😀') });
  fc.assert(
    fc.property(fc.constantFrom(...patterns), text, (pattern, input) => {
      const match = new RegExp(pattern, 'um').exec(input);
      const ours = found(pattern, input);
      assert.equal(ours?.[0], match?.[0]);
      // which rounds of a loop a group keeps is another matter in JavaScript
      if (pattern.includes(')*') || pattern.includes(')+')) return;
      assert.deepEqual(
        ours?.slice(1),
        match === null ? undefined : Object.values(match.groups ?? {}),
      );
    }),
    { numRuns: 2000 },
  );
});

test('a pattern that makes a backtracking engine try for years ends at once', () => {
  const hostile = ['(a+)+$', '(a|a)+$', '(a|aa)+$', '(.*)(.*)(.*)(.*)(.*)=', '(?:a?){20}a{20}b'];
  for (const pattern of hostile) {
    assert.equal(new GrokPattern(pattern).match(`${'a'.repeat(2000)}!`), null, pattern);
  }
});

test('where dead ends cannot be noted, the number of ways is bounded', () => {
  const pattern = new GrokPattern('(?<x>a*)(?<y>a*)(?<z>a*)\\k<x>\\k<y>\\k<z>b');
  assert.equal(pattern.match('a'.repeat(400)), null);
});

test('what an atomic group took it does not give back', () => {
  assert.equal(found('(?>a+)ab', 'aaab'), null);
  assert.equal(found('a++ab', 'aaab'), null);
  assert.deepEqual(found('(?>a|ab)c', 'abcac'), ['ac']);
});
