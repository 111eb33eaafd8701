import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectFields } from '../../../../shared/engine/program/select-fields.ts';
import type { Event } from '../../../../shared/transform/model.ts';
import { tryPipeline } from '../../../../functions/cli/try-pipeline.ts';
import { minimalPipeline } from '../../../support/minimal-pipeline.ts';

for (const [only, except, expected] of [
  [null, ['a'], { b: { c: 1, d: 2 }, e: [1] }],
  [null, ['b.c', 'x', 'e.0', 'a.y'], { a: 'x', b: { d: 2 }, e: [1] }],
  [['b.d', 'a', 'x.y'], [], { b: { d: 2 }, a: 'x' }],
  [['b', 'a'], ['b.c'], { b: { d: 2 }, a: 'x' }],
  [['constructor'], [], {}],
  [['.b.d', '"a"'], [], { b: { d: 2 }, a: 'x' }],
  [null, ['.a', '."b".c'], { b: { d: 2 }, e: [1] }],
] as const) {
  test(`of only ${only?.join() ?? 'all'} except ${except.join() || 'none'} that is left, and the event as it was`, () => {
    const event: Event = { a: 'x', b: { c: 1, d: 2 }, e: [1] };
    let encoded: Event = {};
    selectFields({ only, except }, (selected) => {
      encoded = selected;
      return { text: '' };
    })(event);
    assert.deepEqual(encoded, expected);
    assert.deepEqual(event, { a: 'x', b: { c: 1, d: 2 }, e: [1] });
  });
}

const value = { a: 'x', b: { c: 1.5 }, offset: 'own' };

/** Bytes, and objects: because of the path, or of the prefix. */
for (const [encoding, keyPrefix, line] of [
  [
    { exceptFields: ['headers', 'offset', 'timestamp'] },
    'p/',
    '{"a":"x","b":{"c":1.5},"message_key":null,"topic":"devices","partition":0,"source_type":"kafka"}',
  ],
  [
    { exceptFields: ['.a', '"b"', 'headers', 'offset', 'timestamp'] },
    'p/',
    '{"message_key":null,"topic":"devices","partition":0,"source_type":"kafka"}',
  ],
  [
    { exceptFields: ['b.c', 'headers', 'offset', 'timestamp'] },
    'p/',
    '{"a":"x","b":{},"message_key":null,"topic":"devices","partition":0,"source_type":"kafka"}',
  ],
  [
    { exceptFields: ['a', 'headers', 'offset', 'timestamp'] },
    'p/{{ a }}/',
    '{"b":{"c":1.5},"message_key":null,"topic":"devices","partition":0,"source_type":"kafka"}',
  ],
  [{ onlyFields: ['b.c', 'topic'] }, 'p/{{ a }}/', '{"b":{"c":1.5},"topic":"devices"}'],
] as const) {
  test(`a sink with ${JSON.stringify(encoding)} below ${keyPrefix} writes ${line}`, async () => {
    const sink = { encoding: { codec: 'ndjson', ...encoding }, keyPrefix, compression: 'none' };
    const { objects } = await tryPipeline(minimalPipeline({ sink }), [{ value }]);
    assert.deepEqual([objects.length, objects[0]?.text], [1, `${line}\n`]);
    assert.ok(objects[0]?.key.startsWith(keyPrefix.replace('{{ a }}', 'x')));
  });
}

test('an element of an array is neither written nor left out alone', async () => {
  const sink = { encoding: { codec: 'ndjson', onlyFields: ['tags[0]'] } };
  await assert.rejects(
    tryPipeline(minimalPipeline({ sink }), []),
    /onlyFields: got a list of 1 .*a field like 'device\.id', without an index/,
  );
});

test('columns of files are chosen by their schema', async () => {
  const sink = { encoding: { codec: 'parquet', exceptFields: ['a'] } };
  await assert.rejects(
    tryPipeline(minimalPipeline({ sink }), []),
    /sinks\.s3\.encoding\.exceptFields: does not go with parquet; name its columns in the schema/,
  );
});
