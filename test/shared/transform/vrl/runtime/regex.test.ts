import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { Regex } from '../../../../../shared/transform/vrl/runtime/regex.ts';
import { Machine } from '../../../../../shared/transform/vrl/runtime/regex/machine.ts';
import { parseRegex } from '../../../../../shared/transform/vrl/runtime/regex/parse.ts';
import { schemaRegex } from '../../../../../shared/transform/vrl/runtime/json-schema/schema-regex.ts';
import { programOf } from '../../../../../shared/transform/vrl/runtime/regex/program.ts';

const patterns = [
  'a*', '(a|b)+c', '^(\\w+) (\\d{1,3})$', '(?i)[a-c]x?', '\\bab\\b', '(?m)^b$', '[^a]+?b', 'a{2,3}', '(a)(b)?', '(?s).+', '\\s+', '.*b',
]; // prettier-ignore

test('JavaScript’s engine, where it is used, and the machine match alike', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', '\n', '1', 'é', '😀', 'A') });
  fc.assert(
    fc.property(fc.constantFrom(...patterns), text, (pattern, input) => {
      const parsed = parseRegex(pattern);
      const slots = new Machine(programOf(parsed.node), parsed.groupCount).match(input, 0);
      const match = new Regex(pattern).match(input);
      assert.equal(match?.start ?? -1, slots?.[0] ?? -1);
      assert.equal(match?.end ?? -1, slots?.[1] ?? -1);
      for (let group = 1; group <= parsed.groupCount; group++) {
        const start = slots?.[group * 2] ?? -1;
        const expected = start < 0 ? undefined : input.slice(start, slots?.[group * 2 + 1]);
        assert.equal(match?.groups[group], expected);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a pattern that makes a backtracking engine try for years ends at once', () => {
  for (const pattern of [
    '(a+)+$',
    '(a|a)+$',
    '(a*)*b',
    '(?:a?){30}a{30}b',
    '(.*)(.*)(.*)(.*)(.*)=',
  ]) {
    assert.equal(new Regex(pattern).test(`${'a'.repeat(2000)}!`), false, pattern);
  }
});

test('what is no pattern of Rust is refused with a reason', () => {
  for (const [pattern, reason] of [
    ['(', /unclosed group/],
    [')', /unopened group/],
    ['[a', /unclosed character class/],
    ['(?=a)', /look-around/],
    ['(a)\\1', /backreferences/],
    ['*', /missing expression/],
    ['a{3,1}', /range/],
    ['(?P<n>a)(?P<n>b)', /duplicate/],
    ['\\p{Nope}', /property not found/],
  ] as const) {
    assert.throws(() => new Regex(pattern), reason, pattern);
  }
});

test('classes, escapes and flags of Rust are understood', () => {
  for (const [pattern, text, expected] of [
    ['[a-z&&[^aeiou]]+', 'hello', 'h'],
    ['[a-d--b]+', 'bacd', 'acd'],
    ['[[:alpha:]]+', '12ab', 'ab'],
    ['\\p{Greek}+', 'abγδ', 'γδ'],
    ['\\pL+', '1é', 'é'],
    ['\\x41\\x{42}\\u0043', 'ABC', 'ABC'],
    ['(?x) a  b # comment', 'xab', 'ab'],
    ['(?U)a+', 'aaa', 'a'],
    ['(?-u)\\w+', 'éa', 'a'],
    ['a(?i)B', 'xaB', 'aB'],
    ['\\w+', 'größe!', 'größe'],
    ['\\d+', 'x٣', '٣'],
  ] as const) {
    assert.equal(new Regex(pattern).match(text)?.groups[0], expected, pattern);
  }
});

test('patterns of schemas find what JavaScript’s own engine finds, and no text makes them try for years', () => {
  const sources = [
    '^\\d{2}-\\w+$', '\\s\\S', '[\\d_]x', '^[^\\D]+$', 'a\\/b', '(?=a)a', '\\p{L}', '^(ab|c)*$', '\\u0041', '[&&]',
  ]; // prettier-ignore
  const text = fc.string({
    unit: fc.constantFrom(
      '1',
      '2',
      '-',
      'a',
      'b',
      'c',
      ' ',
      '\u00a0',
      'é',
      '٣',
      '_',
      'x',
      '/',
      'A',
      '&',
    ),
  });
  fc.assert(
    fc.property(fc.constantFrom(...sources), text, (source, input) => {
      assert.equal(schemaRegex(source).test(input), new RegExp(source, 'u').test(input), source);
    }),
    { numRuns: 2000 },
  );
  assert.equal(schemaRegex('^(a+)+$').test(`${'a'.repeat(5000)}!`), false);
});
