import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longFaults, shortFaults } from './faults/all-faults.ts';
import { planOf } from './plan.ts';
import { featuresOf } from './variant.ts';

const rounds = Array.from({ length: 300 }, (_, index) => index + 1);

for (const seed of [1, 7, 123_456]) {
  test(`every kind of fault comes at least 25 times in 300 rounds of seed ${seed}`, () => {
    const times = new Map<string, number>();
    for (const round of rounds) {
      const { long, short } = planOf(seed, round, false);
      for (const kind of [long, ...short.flat()]) times.set(kind, (times.get(kind) ?? 0) + 1);
    }
    const kinds = [...Object.keys(longFaults), ...Object.keys(shortFaults)];
    const rare = kinds.filter((kind) => (times.get(kind) ?? 0) < 25);
    assert.deepEqual(rare, []);
  });

  test(`every variant comes at least 20 times in 300 rounds of seed ${seed}`, () => {
    const times = new Map<string, number>();
    for (const round of rounds) {
      for (const feature of featuresOf(planOf(seed, round, false).variant)) {
        times.set(feature, (times.get(feature) ?? 0) + 1);
      }
    }
    assert.equal(times.size, 12);
    assert.deepEqual(
      [...times].filter(([, count]) => count < 20),
      [],
    );
  });
}

test('a round is planned the same way again', () => {
  assert.deepEqual(planOf(7, 133, false), planOf(7, 133, false));
  assert.notDeepEqual(planOf(7, 133, false), planOf(8, 133, false));
});
