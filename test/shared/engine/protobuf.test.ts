import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { del, encodeJson, filter, remap } from 'sluice';
import { engineOf } from '../../support/engine.ts';
import { hourlyPipeline } from '../../support/exact-epoch.ts';
import { memoryChunk } from '../../support/memory-chunk.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { deviceEvents, encoderOf } from '../../support/messages/message-type.ts';

const timestampMs = Date.parse('2024-12-28T18:01:02.239Z');
const timestamp = new Date(timestampMs).toISOString();
const colliding = 'test/support/messages/colliding.proto';

interface Sinks {
  readonly [name: string]: { readonly inputs: readonly string[]; readonly codec?: string };
}

/** Runs values through a pipeline; gives the text that each sink has stored, and the dead letters. */
async function run(
  values: readonly (Buffer | null)[],
  {
    decoding,
    source = {},
    transforms = {},
    sinks = { bytes: { inputs: ['kafka'] } },
  }: { decoding: object; source?: object; transforms?: object; sinks?: Sinks },
) {
  const store = memoryStore();
  const definition = {
    ...hourlyPipeline({ source: { decoding, ...source } }),
    transforms,
    sinks: Object.fromEntries(
      Object.entries(sinks).map(([name, { inputs, codec = 'ndjson' }]) => [
        name,
        {
          type: 'aws_s3',
          inputs,
          bucket: 'lake',
          region: 'eu-central-1',
          keyPrefix: `${name}/`,
          compression: 'none',
          encoding: { codec },
        },
      ]),
    ),
  };
  const stores = new Map(Object.keys(sinks).map((name) => [name, store]));
  const under = engineOf(definition, stores);
  under.source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  const records = values.map((value, at) => ({ offset: BigInt(at), timestampMs, key: 'k', value }));
  under.source.accept(memoryChunk({ start: 0n, next: BigInt(values.length), records }));
  under.engine.cutAll('end');
  await under.engine.settled();
  assert.deepEqual(under.fatal, []);
  const textBelow = (prefix: string): string =>
    [...store.objects]
      .filter(([key]) => key.startsWith(prefix))
      .map(([, { text }]) => text)
      .join('');
  return {
    of: (sink: string): string => textBelow(`${sink}/`),
    letters: textBelow('dead-letter/')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

/** The JSON values of lines; integers by their text, so that none is rounded. */
function eventsIn(text: string): unknown[] {
  const numberAsText = (_key: string, value: unknown, { source }: { source?: string }): unknown =>
    typeof value === 'number' && /^-?[1-9]/.test(source ?? '') && !/[.eE]/.test(source ?? '')
      ? { integer: source }
      : value === 0
        ? 0
        : value;
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line, numberAsText as Parameters<typeof JSON.parse>[1]));
}

const device = encoderOf('pipelines/devices.proto', 'lake.v1.DeviceEvent');
const collide = encoderOf(colliding, 'test.Colliding');

const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const fields = {
  message_key: text,
  timestamp: fc.integer(),
  device: text,
  offset: fc.array(fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }), { maxLength: 3 }),
  level: fc.double(),
  message: text,
  counts: fc.dictionary(text, fc.integer({ min: 0, max: 9 }), { maxKeys: 2 }),
  raw: fc.uint8Array({ maxLength: 5 }),
};
const message = fc
  .record({ ...fields, topic: fc.record(fields, { requiredKeys: [] }) }, { requiredKeys: [] })
  .map(collide);
const damaged = fc
  .tuple(message, fc.nat(), fc.integer({ min: 1, max: 255 }))
  .map(([bytes, place, change]) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[place % copy.length]! ^= change;
    return copy;
  });
const values = fc.array(fc.oneof({ weight: 3, arbitrary: message }, damaged), {
  minLength: 1,
  maxLength: 20,
});

const looked = filter({ inputs: ['kafka'], condition: () => true });
const tidy = remap({
  inputs: ['kafka'],
  program: (event) => {
    del(event, 'offset');
    del(event, 'device');
    event['level'] = 1;
  },
});
const tidyObject = remap({
  inputs: ['looked'],
  program: (event) => {
    del(event, 'offset');
    del(event, 'device');
    event['level'] = 1;
  },
});
const line = remap({ inputs: ['kafka'], program: (event) => encodeJson(event) });
const lineOfObject = remap({ inputs: ['looked'], program: (event) => encodeJson(event) });

const pairs: readonly [what: string, transforms: object, Sinks][] = [
  ['metadata alone', { looked }, { bytes: { inputs: ['kafka'] }, objects: { inputs: ['looked'] } }],
  [
    'fields of the message that are replaced or deleted',
    { looked, tidy, tidyObject },
    { bytes: { inputs: ['tidy'] }, objects: { inputs: ['tidyObject'] } },
  ],
  [
    'the codec text behind encodeJson',
    { looked, line, lineOfObject },
    {
      bytes: { inputs: ['line'], codec: 'text' },
      objects: { inputs: ['lineOfObject'], codec: 'text' },
    },
  ],
];

describe('messages of protobuf', () => {
  for (const [what, transforms, sinks] of pairs) {
    for (const more of [{}, { emitDefaults: true, int64: 'string', useJsonNames: true }]) {
      it(`become the same JSON on bytes as by way of an object: ${what}${'int64' in more ? ', other options' : ''}`, async () => {
        const protobuf = { protoFiles: colliding, messageType: 'test.Colliding', ...more };
        await fc.assert(
          fc.asyncProperty(values, async (drawn) => {
            const { of, letters } = await run(drawn, {
              decoding: { codec: 'protobuf', protobuf },
              transforms,
              sinks,
            });
            const onBytes = eventsIn(of('bytes'));
            assert.deepEqual(onBytes, eventsIn(of('objects')));
            assert.equal(onBytes.length + letters.length, drawn.length);
          }),
          { numRuns: 150 },
        );
      });
    }
  }

  it('are each read from their own bytes, by branches of both kinds', async () => {
    const [first, ...others] = ['a', 'b', 'c'].map((name) => collide({ device: name }));
    const { of } = await run([first!, ...others, first!], {
      decoding: {
        codec: 'protobuf',
        protobuf: { protoFiles: colliding, messageType: 'test.Colliding' },
      },
      transforms: { looked },
      sinks: { bytes: { inputs: ['kafka'] }, objects: { inputs: ['looked'] } },
    });
    for (const sink of ['bytes', 'objects']) {
      const devices = eventsIn(of(sink)).map((event) => (event as { device: string }).device);
      assert.deepEqual(devices, ['a', 'b', 'c', 'a'], sink);
    }
  });

  it('are written by the codecs json and text as JSON is', async () => {
    const value = device({ device_name: 'a', sensor: { temperature: 21.5 } });
    const message_ = remap({
      inputs: ['kafka'],
      program: (event) => {
        event['message'] = event['device_name'];
      },
    });
    const { of, letters } = await run([value, value], {
      decoding: deviceEvents,
      source: { topicKey: null, partitionKey: null, headersKey: null, sourceTypeKey: null },
      transforms: { message_ },
      sinks: {
        array: { inputs: ['kafka'], codec: 'json' },
        text: { inputs: ['message_'], codec: 'text' },
      },
    });
    const event = { device_name: 'a', sensor: { temperature: 21.5 }, message_key: 'k', timestamp };
    assert.deepEqual(JSON.parse(of('array')), [
      { ...event, offset: 0 },
      { ...event, offset: 1 },
    ]);
    assert.equal(of('text'), 'a\na\n');
    assert.deepEqual(letters, []);
  });

  it('of nothing are events of metadata alone, and what is none is a dead letter with its bytes', async () => {
    const cut = Buffer.from([0x12, 0x08, 0xff]);
    const { of, letters } = await run([Buffer.alloc(0), cut, Buffer.from('{}'), null], {
      decoding: deviceEvents,
      source: { tombstones: 'dead_letter', offsetKey: null, headersKey: null },
    });
    assert.equal(
      of('bytes'),
      `{"message_key":"k","topic":"devices","partition":0,"timestamp":"${timestamp}","source_type":"kafka"}\n`,
    );
    assert.deepEqual(
      letters.map(({ stage, code, value, valueBase64 }) => [stage, code, value ?? valueBase64]),
      [
        ['decode', 'NOT_PROTOBUF', cut.toString('base64')],
        ['decode', 'NOT_PROTOBUF', '{}'],
        ['source', 'TOMBSTONE', undefined],
      ],
    );
    for (const { code, reason } of letters) {
      if (code === 'NOT_PROTOBUF') assert.match(String(reason), /\d/);
    }
  });

  it('that are longer than allowed are not looked at', async () => {
    const value = device({ device_name: 'x'.repeat(2000) });
    const source = { maxRecordBytes: 1024 };
    const { letters } = await run([value], { decoding: deviceEvents, source });
    assert.deepEqual(
      letters.map(({ code }) => code),
      ['RECORD_TOO_LARGE'],
    );
  });
});
