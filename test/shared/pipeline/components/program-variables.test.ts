import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PipelineModel } from '../../../../shared/pipeline/model.ts';
import { minimalConfig, vectorFaults, vectorModel } from '../../../support/vector.ts';

const top =
  'transforms:\n  tidy: { type: remap, inputs: [kafka], source: \'.pod = get_env_var("POD") ?? "none"\' }\n' +
  '  mine: { type: filter, inputs: [tidy], condition: \'(get_env_var("POD") ?? "") != "other"\' }\n';
const text = minimalConfig({ top }).replace(
  'inputs: [kafka]\n    bucket',
  'inputs: [mine]\n    bucket',
);

const context = {
  topic: 't',
  partition: 0,
  offset: 0n,
  timestampMs: 0,
  openedAtMs: 0,
  timestampField: null,
};

function podOf(model: PipelineModel): unknown {
  const transform = model.transforms.get('tidy');
  assert.ok(transform?.type === 'remap');
  const event = {};
  const got = transform.program(event, context as never) ?? event;
  return (got as Record<string, unknown>)['pod'];
}

for (const [env, pod] of [
  [{ POD: 'lake-1' }, 'lake-1'],
  [{ POD: '' }, ''],
  [{}, 'none'],
] as const) {
  test(`a program finds ${JSON.stringify(env)} as the process began with it`, () => {
    assert.equal(podOf(vectorModel(text, env)), pod);
  });
}

for (const [env, holds] of [
  [{ POD: 'lake-1' }, true],
  [{ POD: 'other' }, false],
  [{}, true],
] as const) {
  test(`a condition finds ${JSON.stringify(env)}`, () => {
    const transform = vectorModel(text, env).transforms.get('mine');
    assert.ok(transform?.type === 'filter');
    assert.equal(transform.condition({}, context as never), holds);
  });
}

test('the value of a variable that a program names is part of the fingerprint, any other is not', () => {
  const of = (env: Readonly<Record<string, string>>): string => vectorModel(text, env).fingerprint;
  assert.notEqual(of({ POD: 'a' }), of({ POD: 'b' }));
  assert.notEqual(of({ POD: '' }), of({}));
  assert.equal(of({ POD: 'a', OTHER: '1' }), of({ POD: 'a', OTHER: '2' }));
});

test('a name that is made at run time does not compile', () => {
  const bad = text.replace('"POD"', '.name');
  assert.match(vectorFaults(bad).join('\n'), /does not compile/);
});
