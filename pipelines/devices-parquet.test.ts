import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tryPipeline } from 'sluice/testing';
import pipeline from './devices-parquet.ts';

const timestamp = '2024-12-28T18:01:02.239Z';

test('an event becomes a row of a Parquet file in the folder of its hour', async () => {
  const value = { device_name: 'device_a', one: 95, three: 37, two: 52 };
  const { objects, deadLetters } = await tryPipeline(pipeline, [{ key: 'test', value, timestamp }]);
  assert.deepEqual(deadLetters, []);
  assert.equal(objects.length, 1);
  assert.match(
    objects[0]?.key ?? '',
    /^raw\/dt=2024-12-28\/dth=2024-12-28-18\/devices\+0\+0{20}\.parquet$/,
  );
  assert.deepEqual(objects[0]?.events, [{ ...value, message_key: 'test', timestamp }]);
});
