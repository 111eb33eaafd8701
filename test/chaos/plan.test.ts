import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longFaults, shortFaults } from './faults/all-faults.ts';
import { loadPipeline } from '../../shared/pipeline/load.ts';
import { scenarioPipeline } from '../support/consumer-process.ts';
import { definitionOf } from './definition.ts';
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
    assert.equal(times.size, 16);
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

test('what a round runs is a pipeline, before and after it is changed', async (t) => {
  t.after(() => {
    delete process.env['SLUICE_SCENARIO'];
  });
  const surroundings = {
    bootstrapServers: 'localhost:9092',
    topic: 'chaos',
    groupId: 'chaos',
    bucket: { name: 'chaos' },
    s3: {
      endpoint: 'http://localhost:9000',
      accessKeyId: 'a',
      secretAccessKey: 'b',
      region: 'us-east-1',
    },
    files: '/tmp/chaos',
    extra: {},
  };
  const seen = new Set<string>();
  for (const round of rounds.slice(0, 60)) {
    const { variant } = planOf(1, round, false);
    const { places, reduced, files, scarceMemory } = variant;
    const kind = JSON.stringify([places.length, reduced, files, scarceMemory]);
    if (seen.has(kind)) continue;
    seen.add(kind);
    for (const rules of [0, 1]) {
      const consumer = { clientId: 'chaos-1', endpoint: surroundings.s3.endpoint, rules };
      process.env['SLUICE_SCENARIO'] = JSON.stringify(
        definitionOf(variant, surroundings, consumer),
      );
      // each a module of its own, as it reads the definition when it is loaded
      const { default: definition } = (await import(
        `${scenarioPipeline}?kind=${seen.size}-${rules}`
      )) as { readonly default: unknown };
      const env = { API_ADDRESS: '127.0.0.1:8686' };
      loadPipeline(definition, { env, readFile: () => '' });
    }
  }
  assert.ok(seen.size >= 10, `${seen.size}`);
});
