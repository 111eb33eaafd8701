import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tryPipeline } from 'sluice/testing';
import pipeline from './devices.ts';

const timestamp = '2024-12-28T18:01:02.239Z';

test('an event becomes one line of JSON in the folder of its hour', async () => {
  const value = { device_name: 'device_a', one: 95, three: 37, two: 52 };
  const { objects, deadLetters } = await tryPipeline(pipeline, [{ key: 'test', value, timestamp }]);
  assert.deepEqual(deadLetters, []);
  assert.equal(objects.length, 1);
  assert.match(objects[0]?.key ?? '', /^raw\/dt=2024-12-28\/dth=2024-12-28-18\/devices\+0\+0{20}/);
  assert.equal(
    objects[0]?.text,
    '{"device_name":"device_a","one":95,"three":37,"two":52,"message_key":"test","timestamp":"2024-12-28T18:01:02.239Z"}\n',
  );
});

test('numbers come out as they went in', async () => {
  const value = '{"id":9007199254740993,"exact":1.0,"fine":0.1000}';
  const { objects } = await tryPipeline(pipeline, [{ key: 'k', value, timestamp }]);
  assert.equal(
    objects[0]?.text,
    '{"id":9007199254740993,"exact":1.0,"fine":0.1000,"message_key":"k","timestamp":"2024-12-28T18:01:02.239Z"}\n',
  );
});

test('events of two hours lie in two objects', async () => {
  const { objects } = await tryPipeline(pipeline, [
    { value: { n: 1 }, timestamp: '2024-12-28T18:59:59.999Z' },
    { value: { n: 2 }, timestamp: '2024-12-28T19:00:00.000Z' },
  ]);
  assert.deepEqual(
    objects.map(({ key }) => key.split('/')[2]),
    ['dth=2024-12-28-18', 'dth=2024-12-28-19'],
  );
});

test('what is no JSON object is kept as a dead letter, whole', async () => {
  const { objects, deadLetters } = await tryPipeline(pipeline, [{ value: 'oops' }, { value: [1] }]);
  assert.deepEqual(objects, []);
  assert.deepEqual(
    deadLetters.map(({ code, value }) => [code, value]),
    [
      ['NOT_JSON', 'oops'],
      ['NOT_AN_OBJECT', '[1]'],
    ],
  );
});
