import assert from 'node:assert/strict';
import { test } from 'node:test';
import { globs } from '../../../functions/cli/glob.ts';

for (const [patterns, meant, others] of [
  [['*'], ['a', '', 'by.small'], []],
  [['dev?ces'], ['devices', 'dev.ces'], ['devces', 'deviices']],
  [['by.*'], ['by.a', 'by.'], ['by', 'bya']],
  [
    ['[ab]*', 'x'],
    ['a', 'bc', 'x'],
    ['c', 'xx'],
  ],
  [['[!a]'], ['b', '^'], ['a']],
  [['a+(b)'], ['a+(b)'], ['aab']],
  [['é?'], ['é😀'], ['e😀']],
] as const) {
  test(`the pattern ${patterns.join(' or ')} means ${meant.join(' ')}`, () => {
    const matches = globs(patterns);
    assert.deepEqual(
      meant.filter((name) => !matches(name)),
      [],
    );
    assert.deepEqual(
      others.filter((name) => matches(name)),
      [],
    );
  });
}
