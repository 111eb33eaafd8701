import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encode } from '@msgpack/msgpack';
import { del, filter, int, parseJson, remap, type Event } from 'sluice';
import { secondCodec } from '../../support/avro/second-codec.ts';
import { engineOf } from '../../support/engine.ts';
import { hourlyPipeline } from '../../support/exact-epoch.ts';
import { memoryChunk } from '../../support/memory-chunk.ts';
import { memoryStore } from '../../support/memory-store.ts';

const timestampMs = Date.parse('2024-12-28T18:01:02.239Z');

const schema = {
  type: 'record',
  name: 'Reading',
  fields: [
    { name: 'topic', type: 'string' },
    { name: 'id', type: 'long' },
    { name: 'price', type: { type: 'bytes', logicalType: 'decimal', precision: 20, scale: 2 } },
    { name: 'at', type: ['null', { type: 'long', logicalType: 'timestamp-millis' }] },
  ],
};
const avro = secondCodec(schema).encode({
  topic: 'replaced',
  id: 9_007_199_254_740_993n,
  price: Buffer.from([1, 0]),
  at: { long: 1_735_408_862_239n },
});
const prefixed = (value: Buffer): Buffer => Buffer.concat([Buffer.of(0, 0, 0, 0, 7), value]);
const packed = Buffer.from(
  encode({ topic: 'replaced', id: 2n ** 63n, raw: Buffer.from('a') }, { useBigInt64: true }),
);
const exact = '"id":9007199254740993,"price":2.56,"at":"2024-12-28T18:01:02.239Z"';

interface Case {
  readonly decoding: object;
  readonly values: readonly Buffer[];
  /** The fields of the events, as they are stored beside the metadata. */
  readonly lines: readonly string[];
  readonly letters: readonly (readonly [code: string, reason: RegExp])[];
}

const cases: Readonly<Record<string, Case>> = {
  avro: {
    decoding: { codec: 'avro', avro: { schema } },
    values: [avro, avro.subarray(0, -1), Buffer.concat([avro, Buffer.of(0)])],
    lines: [exact],
    letters: [
      ['NOT_AVRO', /^field 'at', at byte \d+: a number is cut off$/],
      ['NOT_AVRO', /^at byte \d+: expected the end, 1 bytes are left$/],
    ],
  },
  'avro behind an id': {
    decoding: {
      codec: 'avro',
      avro: { schema: JSON.stringify(schema), stripSchemaIdPrefix: true },
    },
    values: [prefixed(avro), avro, Buffer.alloc(0), prefixed(Buffer.of(2))],
    lines: [exact],
    letters: [
      ['NOT_AVRO', /^expected a zero and the four bytes of a schema id before the value$/],
      ['NOT_AVRO', /^expected a zero and the four bytes/],
      ['NOT_AVRO', /^behind the schema id, field 'topic', at byte 0: a length says 1 bytes/],
    ],
  },
  csv: {
    decoding: {
      codec: 'csv',
      csv: { columns: 'topic,id,price', types: { id: 'number', price: 'number' } },
    },
    values: [
      Buffer.from('replaced,9007199254740993,2.50\r\n'),
      Buffer.from('x,1'),
      Buffer.from('x,y,1'),
    ],
    lines: ['"id":9007199254740993,"price":2.50'],
    letters: [
      ['NOT_CSV', /^expected 3 columns, got 2$/],
      ['NOT_CSV', /^column 2 holds no number$/],
    ],
  },
  messagepack: {
    decoding: { codec: 'messagepack' },
    values: [packed, packed.subarray(0, -1), Buffer.of(0x91, 0x01)],
    lines: ['"id":9223372036854775808,"raw":"YQ=="'],
    letters: [
      ['NOT_MESSAGEPACK', /^at byte \d+: expected 1 bytes, 0 are left$/],
      ['NOT_MESSAGEPACK', /^at byte 0: the value is no map/],
    ],
  },
  string: {
    decoding: { codec: 'string' },
    values: [Buffer.from('one "two"'), Buffer.alloc(0), Buffer.of(0x61, 0xff)],
    lines: ['"message":"one \\"two\\""', '"message":""'],
    letters: [['NOT_UTF8', /^expected UTF-8 at byte 1, got 0xff$/]],
  },
};

async function run(
  { decoding, values }: Pick<Case, 'decoding' | 'values'>,
  transforms: object,
): Promise<{
  readonly lines: readonly string[];
  readonly letters: readonly Record<string, unknown>[];
}> {
  const store = memoryStore();
  const none = { keyField: null, headersKey: null, timestampKey: null, sourceTypeKey: null };
  const definition = {
    ...hourlyPipeline({
      source: { decoding, ...none, partitionKey: null, offsetKey: null },
      sink: { inputs: [Object.keys(transforms).at(-1) ?? 'kafka'], keyPrefix: 'raw/' },
    }),
    transforms,
  };
  const under = engineOf(definition, new Map([['lake', store]]));
  under.source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  const records = values.map((value, i) => ({ offset: BigInt(i), timestampMs, key: 'k', value }));
  under.source.accept(memoryChunk({ start: 0n, next: BigInt(values.length), records }));
  under.engine.cutAll('end');
  await under.engine.settled();
  const linesOf = (isData: boolean): string[] =>
    [...store.objects]
      .filter(([key]) => !key.startsWith('_sluice/') && key.startsWith('raw/') === isData)
      .flatMap(([, { text }]) => text.trim().split('\n'));
  return {
    lines: linesOf(true),
    letters: linesOf(false).map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

const all = filter({ inputs: ['kafka'], condition: (event) => Object.keys(event).length > 0 });
const marked = remap({
  inputs: ['kafka'],
  program: (event) => {
    del(event, 'topic');
    event['topic'] = 'devices';
  },
});

describe('values of the codec', () => {
  const ways = { 'on bytes': {}, 'with a field replaced': { marked }, 'as objects': { all } };
  for (const [codec, { decoding, values, lines, letters }] of Object.entries(cases)) {
    for (const [way, transforms] of Object.entries(ways)) {
      it(`${codec} are stored ${way}, or become dead letters with a reason`, async () => {
        const found = await run({ decoding, values }, transforms);
        const fieldsOf = (line: string): string[] => line.slice(1, -1).split(',').toSorted();
        assert.deepEqual(
          found.lines.map(fieldsOf),
          lines.map((line) => fieldsOf(`{${line},"topic":"devices"}`)),
        );
        assert.equal(found.letters.length, letters.length);
        for (const [index, [code, reason]] of letters.entries()) {
          assert.equal(found.letters[index]?.['code'], code);
          assert.match(String(found.letters[index]?.['reason']), reason);
        }
      });
    }
  }

  it('json may hold JSON in a text, which a program takes apart, and gives up on where it is none', async () => {
    const values = ['{"payload":"{\\"id\\":7}"}', '{"payload":"{"}', '{"payload":3}'];
    const program = (event: Event): void => {
      const payload = parseJson(event['payload']).orReject() as Event;
      event['id'] = int(payload['id']).orReject();
      del(event, 'payload');
    };
    const nested = remap({ inputs: ['kafka'], program });
    const bytes = values.map((value) => Buffer.from(value));
    const { lines, letters } = await run(
      { decoding: { codec: 'json' }, values: bytes },
      { nested },
    );
    assert.deepEqual(lines, ['{"topic":"devices","id":7}']);
    assert.deepEqual(
      letters.map(({ code }) => code),
      ['TRANSFORM_REJECTED', 'TRANSFORM_REJECTED'],
    );
  });
});
