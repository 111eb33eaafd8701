import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createFileRegistry, fromBinary, toJson } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import fc from 'fast-check';
import { brokenCount, deviceEvents } from '../../../../infra/demo/events/device-events.ts';
import type {
  DeviceEventsOptions,
  DeviceRecord,
} from '../../../../infra/demo/events/device-events.ts';
import { exactNumbers } from '../../../../infra/demo/events/exact-numbers.ts';

const runs = fc.record({ seed: fc.integer(), count: fc.integer({ min: 200, max: 3000 }) });

const descriptors = join(import.meta.dirname, '../../../../pipelines/devices.desc');

function all(options: DeviceEventsOptions): DeviceRecord[] {
  return Array.from({ length: options.count }, (_, number) => deviceEvents(options)(number));
}

describe('device events', () => {
  it('are a function of seed, count and number, in whatever order they are asked for', () => {
    fc.assert(
      fc.property(runs, fc.nat(), (options, some) => {
        const one = deviceEvents(options);
        const other = deviceEvents(options);
        const number = some % options.count;
        const first = one(number);
        for (let each = options.count - 1; each > number; each -= 97) other(each);
        assert.deepEqual(other(number), first);
      }),
    );
  });

  it('differ with the seed', () => {
    const at = (seed: number) => all({ seed, count: 300 }).map(({ value }) => value.toString());
    assert.notDeepEqual(at(1), at(2));
  });

  it('hold ten broken ones, each with its code, none of them one JSON object in UTF-8', () => {
    fc.assert(
      fc.property(runs, (options) => {
        const broken = all(options).filter(({ sound }) => sound === null);
        assert.equal(broken.length, brokenCount);
        assert.equal(brokenCount, 10);
        assert.equal(new Set(broken.map(({ value }) => value.toString('base64'))).size, 10);
        for (const { value, rejection } of broken) assert.equal(codeOf(value), rejection);
      }),
      { numRuns: 20 },
    );
  });

  it('say in their bytes what is known of them', () => {
    fc.assert(
      fc.property(runs, (options) => {
        for (const [number, { key, timestamp, value, sound }] of all(options).entries()) {
          if (sound === null) continue;
          const event = JSON.parse(value.toString()) as {
            readonly [name: string]: unknown;
            readonly sensor: { readonly temperature: number };
          };
          assert.equal(event['event_id'], number);
          assert.equal(event['device_name'], key);
          assert.equal(event['measured_at'], timestamp);
          const { one, two, three, centidegrees } = sound;
          assert.deepEqual([event['one'], event['two'], event['three']], [one, two, three]);
          assert.equal(event.sensor.temperature, centidegrees / 100);
          if (sound.exact === null) continue;
          const { serial, reading } = sound.exact;
          assert.ok(value.includes(`"exact":{"serial":${serial},"reading":${reading}}`));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('are about 200 bytes, over several hours of two days, some with exact numbers', () => {
    const records = all({ seed: 7, count: 20_000 });
    const bytes = records.reduce((sum, { value }) => sum + Buffer.byteLength(value.toString()), 0);
    assert.ok(bytes / records.length > 180 && bytes / records.length < 220);
    assert.equal(new Set(records.map(({ timestamp }) => timestamp.slice(0, 13))).size, 7);
    assert.equal(new Set(records.map(({ timestamp }) => timestamp.slice(0, 10))).size, 2);
    const exact = records.filter(({ sound }) => sound?.exact !== null && sound !== null);
    assert.ok(exact.length >= 40 && exact.length <= 50, `${exact.length} with exact numbers`);
  });
});

describe('device events as messages', () => {
  const format = 'protobuf';
  const set = fromBinary(FileDescriptorSetSchema, readFileSync(descriptors));
  const schema = createFileRegistry(set).getMessage('lake.v1.DeviceEvent');
  assert.ok(schema);

  it('say in their bytes what is known of them', () => {
    fc.assert(
      fc.property(runs, (options) => {
        for (const { key, timestamp, value, sound } of all({ ...options, format })) {
          if (sound === null) continue;
          const message = fromBinary(schema, Buffer.from(value));
          const { eventId, one, two, three, centidegrees, exact } = sound;
          const event = toJson(schema, message, {
            alwaysEmitImplicit: true,
            useProtoFieldName: true,
          }) as Record<string, Record<string, unknown>>;
          const { measured_at: measuredAt }: Record<string, unknown> = event;
          assert.equal(event['event_id'], String(eventId));
          assert.equal(event['device_name'], key);
          assert.equal(Date.parse(measuredAt as string), Date.parse(timestamp));
          assert.deepEqual([event['one'], event['two'], event['three']], [one, two, three]);
          assert.equal(event['sensor']?.['temperature'], centidegrees / 100);
          const { serial, reading } = event['exact'] ?? {};
          const { serial: serialText, reading: readingText } = exact ?? {};
          assert.equal(serial, serialText);
          assert.equal(reading, readingText === undefined ? undefined : Number(readingText));
        }
      }),
      { numRuns: 10 },
    );
  });

  it('hold ten broken ones, none of them a message', () => {
    const broken = all({ seed: 3, count: 300, format }).filter(({ sound }) => sound === null);
    assert.equal(broken.length, brokenCount);
    assert.equal(new Set(broken.map(({ value }) => value.toString('base64'))).size, brokenCount);
    for (const { value, rejection } of broken) {
      assert.equal(rejection, 'NOT_PROTOBUF');
      assert.throws(() => fromBinary(schema, Buffer.from(value)), value.toString('hex'));
    }
  });
});

describe('exact numbers', () => {
  it('are all changed by JSON.parse and JSON.stringify, or they would prove nothing', () => {
    for (let number = 0; number < 77; number++) {
      for (const text of Object.values(exactNumbers(number)) as string[]) {
        assert.notEqual(JSON.stringify(JSON.parse(text)), text);
      }
    }
  });
});

/** As a strict decoder sees a value. */
function codeOf(value: string | Buffer): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(value));
  } catch {
    return 'NOT_UTF8';
  }
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? 'sound' : 'NOT_AN_OBJECT';
  } catch {
    return 'NOT_JSON';
  }
}
