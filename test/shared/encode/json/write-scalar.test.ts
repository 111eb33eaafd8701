import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { GrowableTarget } from '../../../../shared/encode/byte-target.ts';
import { writeScalar } from '../../../../shared/encode/json/write-scalar.ts';

const scalars = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.maxSafeInteger(),
  // numbers as people write them: a few digits behind the point, from the smallest to the largest that are special
  fc
    .tuple(fc.integer({ min: -1e15, max: 1e15 }), fc.nat({ max: 8 }))
    .map(([digits, places]) => Number(`${digits}e-${places}`)),
  fc.constantFrom(0, -0, 0.001, 0.0001, 0.1 + 0.2, 999_999_999_999.999, 1e12 + 0.5, 1e21, 5e-324),
  fc.string({ unit: 'binary' }),
  fc.string({ minLength: 60, maxLength: 70 }),
  fc.constantFrom('', '"', '\\', '\n', '\u007f', '\u0080', '\ud800', 'é', '😀'),
  fc.boolean(),
  fc.constant(null),
);

test('scalars are written as JSON.stringify writes them, behind what is there', () => {
  const target = new GrowableTarget(1);
  fc.assert(
    fc.property(scalars, (value) => {
      target.position = 0;
      assert.ok(writeScalar('before', target));
      assert.ok(writeScalar(value, target));
      assert.equal(target.written().toString(), `"before"${JSON.stringify(value)}`);
    }),
    { numRuns: 5000 },
  );
});

for (const value of [NaN, Infinity, 1n, undefined, {}, [], new Date(0), Symbol('s')]) {
  test(`${inspect(value)} is left to others`, () => {
    const target = new GrowableTarget(1);
    assert.equal(writeScalar(value, target), false);
    assert.equal(target.position, 0);
  });
}
