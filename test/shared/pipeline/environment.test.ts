import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { interpolate } from '../../../shared/pipeline/environment.ts';

const env = { NAME: 'value', EMPTY: '', DOLLAR: '$HOME ${NAME} $$' };

for (const [text, expected] of [
  ['plain', 'plain'],
  ['', ''],
  ['${NAME}', 'value'],
  ['a ${NAME} b ${NAME}', 'a value b value'],
  ['${EMPTY}x', 'x'],
  ['${UNSET:-default}', 'default'],
  ['${EMPTY:-default}', 'default'],
  ['${NAME:-default}', 'value'],
  ['${UNSET:-}x', 'x'],
  ['${UNSET:-${NAME}}', 'value'],
  ['${UNSET:-${ALSO_UNSET:-deep}}', 'deep'],
  ['${UNSET:-raw/{{ site }}/dt=%F/}', 'raw/{{ site }}/dt=%F/'],
  ['${DOLLAR}', '$HOME ${NAME} $$'],
  ['$${NAME}', '${NAME}'],
  ['a$$b', 'a$b'],
  ['100$', '100$'],
  ['^a$', '^a$'],
  ['$NAME', '$NAME'],
  ['<${EMPTY-default}>', '<>'],
  ['${UNSET-default}', 'default'],
  ['${NAME:?is needed}', 'value'],
  ['<${EMPTY?is needed}>', '<>'],
  ['${my.name:-dotted}', 'dotted'],
] as const) {
  test(`'${text}' becomes '${expected}'`, () => {
    assert.deepEqual(interpolate(text, env), { kind: 'text', text: expected });
  });
}

for (const text of ['${EMPTY}', '${UNSET:-}', '${EMPTY}${UNSET:-}']) {
  test(`'${text}' counts as left out`, () => {
    assert.deepEqual(interpolate(text, env), { kind: 'absent' });
  });
}

test('variables that are not set are all named', () => {
  assert.deepEqual(interpolate('${A}/${NAME}/${B}/${C:-${D}}', env), {
    kind: 'missing',
    variables: ['A', 'B', 'D'],
  });
});

test('what a text says of a variable that must be set is told', () => {
  assert.deepEqual(interpolate('${A?set it}${EMPTY:?not empty}${B?}', env), {
    kind: 'missing',
    variables: ['A: set it', 'EMPTY: not empty', 'B'],
  });
});

for (const text of [
  '${NAME',
  '${}',
  '${1A}',
  '${NAME+default}',
  '${NAME:=x}',
  '${ NAME }',
  '${A:-${B}',
]) {
  test(`'${text}' is refused, and what is around it is not told`, () => {
    const result = interpolate(`hunter2${text}`, env);
    assert.equal(result.kind, 'malformed');
    assert.doesNotMatch(JSON.stringify(result), /hunter2/);
  });
}

test('any text comes through when its dollars are doubled', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('$', '{', '}', ':', '-', 'A', 'é') }), (text) => {
      const result = interpolate(text.replaceAll('$', '$$$$'), env);
      assert.deepEqual(result, { kind: 'text', text });
    }),
  );
});

test('any value comes through as it is', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (value) => {
      assert.deepEqual(interpolate('<${V}>', { V: value }), { kind: 'text', text: `<${value}>` });
    }),
  );
});

test('no text makes it throw', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('$', '{', '}', ':', '-', 'A', '1', ' ') }),
      (text) => {
        assert.ok(interpolate(text, env).kind.length > 0);
      },
    ),
  );
});
