import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tryPipeline } from 'sluice/testing';
import pipeline from './my-pipeline.ts';

test('an event lands in the folder of its day, without the metadata of Kafka', async () => {
  const { objects, deadLetters } = await tryPipeline(pipeline, [
    { key: 'a', value: { device: 'a', number: 1 }, timestamp: '2024-12-28T18:01:02.239Z' },
  ]);
  assert.deepEqual(deadLetters, []);
  assert.equal(objects.length, 1);
  assert.match(objects[0]?.key ?? '', /^raw\/dt=2024-12-28\//);
  assert.deepEqual(objects[0]?.events, [
    { device: 'a', number: 1, message_key: 'a', timestamp: '2024-12-28T18:01:02.239Z' },
  ]);
});

test('a value that is no JSON becomes a dead letter', async () => {
  const { objects, deadLetters } = await tryPipeline(pipeline, [{ value: '{"device":' }]);
  assert.deepEqual(objects, []);
  assert.equal(deadLetters[0]?.code, 'NOT_JSON');
});
