import assert from 'node:assert/strict';
import { it } from 'node:test';
import { comparedValues } from '../../../../functions/cli/test/compared-values.ts';

const failed = 'function call error for "assert_eq" at (0:9): assertion failed: ';
const legend = '- the first value of assert_eq, + the second';

for (const [what, message, expected] of [
  [
    'objects differ in fields, at any depth',
    '{ "a": { "b": 1 }, "c": "x", "t": t\'2024-01-01T00:00:00Z\' } == { "a": { "b": 2 }, "d": true, "t": t\'2024-01-01T00:00:00Z\' }',
    [
      '  {',
      '    "a": {',
      '-     "b": 1',
      '+     "b": 2',
      '    }',
      '-   "c": "x"',
      '+   "d": true',
      '    "t": t\'2024-01-01T00:00:00Z\'',
      '  }',
    ],
  ],
  [
    'arrays in elements',
    '[1, 2, 3] == [1, 3, []]',
    ['  [', '    1', '-   2', '    3', '+   []', '  ]'],
  ],
  [
    'a text may look like a comparison',
    '["x == y"] == ["x == ", "y"]',
    ['  [', '-   "x == y"', '+   "x == "', '+   "y"', '  ]'],
  ],
] as const) {
  it(what, () => {
    assert.deepEqual(comparedValues(failed + message), [legend, ...expected]);
  });
}

it('what fits into a line, and what is no comparison, has no difference', () => {
  for (const message of [
    `${failed}1 == 2`,
    `${failed}"a" == { "b": 1 }`,
    'too low',
    `${failed}x`,
  ]) {
    assert.deepEqual(comparedValues(message), []);
  }
});
