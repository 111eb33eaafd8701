import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  createFileRegistry,
  fromBinary,
  fromJson,
  type JsonValue,
  toBinary,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { tryPipeline } from 'sluice/testing';
import pipeline from './devices-protobuf.ts';

const folder = import.meta.dirname;
const timestamp = '2024-12-28T18:01:02.239Z';

const set = fromBinary(FileDescriptorSetSchema, readFileSync(join(folder, 'devices.desc')));
const schema = createFileRegistry(set).getMessage('lake.v1.DeviceEvent');
assert.ok(schema);
/** The message that this JSON says. */
const message = (json: JsonValue): Uint8Array => toBinary(schema, fromJson(schema, json));

test('a message becomes one line of JSON, with every field that has no presence', async () => {
  const value = message({
    eventId: '7',
    deviceName: 'device_a',
    measuredAt: timestamp,
    one: 95,
    sensor: { temperature: 21.5, on: true },
    mode: 'MODE_ECO',
    tags: ['Zürich'],
    labels: { floor: '2' },
  });
  const { objects, deadLetters } = await tryPipeline(
    pipeline,
    [{ key: 'device_a', value, timestamp }],
    { folder },
  );
  assert.deepEqual(deadLetters, []);
  assert.match(objects[0]?.key ?? '', /^raw\/dt=2024-12-28\/dth=2024-12-28-18\/devices\+0\+0{20}/);
  assert.deepEqual(objects[0]?.events, [
    {
      event_id: 7,
      device_name: 'device_a',
      measured_at: timestamp,
      one: 95,
      two: 0,
      three: 0,
      sensor: { temperature: 21.5, humidity: 0, on: true },
      mode: 'MODE_ECO',
      tags: ['Zürich'],
      labels: { floor: '2' },
      message_key: 'device_a',
      timestamp,
    },
  ]);
});

test('integers of 64 bits come out as they went in', async () => {
  const value = message({
    eventId: '18446744073709551615',
    exact: { serial: '-9007199254740993' },
  });
  const { objects } = await tryPipeline(pipeline, [{ value }], { folder });
  assert.match(objects[0]?.text ?? '', /^\{"event_id":18446744073709551615,/);
  assert.match(objects[0]?.text ?? '', /"exact":\{"serial":-9007199254740993,"reading":0\}/);
});

test('what is no such message is kept as a dead letter, whole', async () => {
  const cut = message({ deviceName: 'device_a' }).subarray(0, -1);
  const { objects, deadLetters } = await tryPipeline(
    pipeline,
    [{ value: cut }, { value: '{"device_name":"device_a"}' }],
    { folder },
  );
  assert.deepEqual(objects, []);
  assert.deepEqual(
    deadLetters.map(({ code, value, valueBase64 }) => [code, value ?? valueBase64]),
    [
      ['NOT_PROTOBUF', Buffer.from(cut).toString()],
      ['NOT_PROTOBUF', '{"device_name":"device_a"}'],
    ],
  );
});
