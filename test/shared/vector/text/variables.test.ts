import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hideVariables } from '../../../../shared/vector/text/variables.ts';

for (const [written, ours] of [
  ['a', 'a'],
  ['$A', '${A}'],
  ['${A}', '${A}'],
  ['x${A:-b}y', 'x${A:-b}y'],
  ['${A-b}${B:?say}${C?say}', '${A-b}${B:?say}${C?say}'],
  ['${A:-${B:-c}}', '${A:-${B:-c}}'],
  ['$$', '$$'],
  ['$$A', '$$A'],
  ['r"^a$"', 'r"^a$"'],
  ['${ a }', '$${ a }'],
  ['$ $', '$ $'],
  ['$my.name', '${my.name}'],
] as const) {
  test(`'${written}' of Vector's is '${ours}'`, () => {
    const hidden = hideVariables(written);
    assert.equal(hidden.text.length, written.length);
    assert.doesNotMatch(hidden.text, /\$\{?[A-Z]/);
    assert.deepEqual([hidden.reveal(hidden.text), hidden.faults], [ours, []]);
  });
}

for (const [written, why] of [
  ['x$1', "'$1' is taken for an environment variable; write '$$1'"],
  ['x${1}', 'the name of a variable begins with a digit'],
  ['x${A:-\n}', 'a variable goes on over the end of its line'],
] as const) {
  test(`'${written}' is a fault`, () => {
    assert.deepEqual(hideVariables(written).faults, [{ at: 1, message: why }]);
  });
}

test('places stay, whatever the text', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[$A{}:\-a\n ]*$/), (text) => {
      const hidden = hideVariables(text);
      assert.equal(hidden.text.length, text.length);
    }),
  );
});
