import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { del, encodeJson, filter, remap, string } from 'sluice';
import { engineOf } from '../../support/engine.ts';
import { hourlyPipeline } from '../../support/exact-epoch.ts';
import { memoryChunk } from '../../support/memory-chunk.ts';
import { memoryStore } from '../../support/memory-store.ts';

const timestampMs = Date.parse('2024-12-28T18:01:02.239Z');
const notUtf8 = Buffer.from([0x61, 0xff, 0x62]);
const values = [Buffer.from('one, two'), Buffer.from('{"a":1e5}'), notUtf8, Buffer.alloc(0)];

/** Runs the values through a pipeline whose source has the codec `bytes`; gives what is stored, and dead letters. */
async function run(codec: string, transforms: object, source: object = {}) {
  const store = memoryStore();
  const inputs = [Object.keys(transforms).at(-1) ?? 'kafka'];
  const definition = {
    ...hourlyPipeline({
      source: { decoding: { codec: 'bytes' }, ...source },
      sink: { inputs, keyPrefix: 'raw/', encoding: { codec } },
    }),
    transforms,
  };
  const under = engineOf(definition, new Map([['lake', store]]));
  under.source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  const records = values.map((value, i) => ({ offset: BigInt(i), timestampMs, key: 'k', value }));
  under.source.accept(memoryChunk({ start: 0n, next: 4n, records }));
  under.engine.cutAll('end');
  await under.engine.settled();
  const objects = [...store.objects].filter(([key]) => !key.startsWith('_sluice/'));
  const stored = objects.filter(([key]) => key.startsWith('raw/')).map(([, { bytes }]) => bytes);
  const letters = objects
    .filter(([key]) => !key.startsWith('raw/'))
    .flatMap(([, { text }]) => text.trim().split('\n'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { stored: Buffer.concat(stored), letters };
}

const asTheyCame = Buffer.concat(values.flatMap((value) => [value, Buffer.from('\n')]));
const dropsMetadata = remap({
  inputs: ['kafka'],
  program: (event) => {
    del(event, 'topic');
    event['added'] = 1;
  },
});

describe('the codec bytes', () => {
  const copied: readonly [string, object][] = [
    ['without a transform', {}],
    ['behind a transform that leaves the message alone', { dropsMetadata }],
  ];
  for (const [name, transforms] of copied) {
    it(`writes lines of any bytes as they came, ${name}`, async () => {
      const { stored, letters } = await run('text', transforms);
      assert.deepEqual([stored, letters], [asTheyCame, []]);
    });
  }

  it('gives other codecs the text in message beside the metadata, and rejects what is no text', async () => {
    const { stored, letters } = await run('ndjson', {});
    const lines = stored.toString().trim().split('\n');
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      events.map((event) => [event['message'], event['message_key'], event['offset']]),
      [
        ['one, two', 'k', 0],
        ['{"a":1e5}', 'k', 1],
        ['', 'k', 3],
      ],
    );
    assert.deepEqual(
      letters.map(({ code, reason, valueBase64 }) => [code, reason, valueBase64]),
      [['NOT_UTF8', 'expected UTF-8 at byte 1, got 0xff', notUtf8.toString('base64')]],
    );
  });

  const reading: readonly [string, object, readonly string[]][] = [
    [
      'that reads the message',
      { long: filter({ inputs: ['kafka'], condition: (e) => string(e['message']).or('') !== '' }) },
      ['one, two', '{"a":1e5}'],
    ],
    [
      'that sets it',
      {
        upper: remap({
          inputs: ['kafka'],
          program: (event) => {
            event['message'] = string(event['message']).or('').toUpperCase();
          },
        }),
      },
      ['ONE, TWO', '{"A":1E5}', ''],
    ],
    [
      'that makes JSON of the event',
      {
        json: remap({
          inputs: ['kafka'],
          program: (event) => {
            for (const name of Object.keys(event)) if (name !== 'message') del(event, name);
            return encodeJson(event);
          },
        }),
      },
      ['{"message":"one, two"}', '{"message":"{\\"a\\":1e5}"}', '{"message":""}'],
    ],
  ];
  for (const [name, transforms, lines] of reading) {
    it(`gives a transform ${name} text, and rejects what is none`, async () => {
      const { stored, letters } = await run('text', transforms);
      assert.equal(stored.toString(), lines.map((line) => `${line}\n`).join(''));
      assert.deepEqual(
        letters.map(({ code }) => code),
        ['NOT_UTF8'],
      );
    });
  }

  it('writes the metadata where that has the name of the message', async () => {
    const { stored } = await run('text', {}, { keyField: 'message' });
    assert.equal(stored.toString(), 'k\nk\nk\n');
  });
});
