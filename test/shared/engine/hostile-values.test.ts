// What a program or a producer may put where a sink has no such value: each codec, and each rule that may be configured.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { remap, type Event } from 'sluice';
import { readContainer } from '../../support/avro/read-container.ts';
import { engineOf } from '../../support/engine.ts';
import { memoryChunk } from '../../support/memory-chunk.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { minimalPipeline } from '../../support/minimal-pipeline.ts';
import { readWithHyparquet, type Row } from '../../support/read-parquet.ts';
import { unpackObject } from '../../support/unpack-object.ts';

const timestampMs = Date.parse('2026-05-01T00:00:00Z');

interface Stored {
  readonly objects: readonly Buffer[];
  readonly letters: readonly { readonly code: string; readonly reason: string }[];
}

/** Sends events through a program, whose result a sink encodes; each is one record `{"n":…}` before. */
async function stored(
  encoding: object,
  values: readonly string[],
  program: (event: Event) => undefined = () => undefined,
): Promise<Stored> {
  const store = memoryStore();
  const definition = minimalPipeline({
    source: { ...none, keyField: null },
    sink: { inputs: ['changed'], keyPrefix: 'raw/', compression: 'none', encoding },
    top: { transforms: { changed: remap({ inputs: ['kafka'], program }) } },
  });
  const { engine, source, fatal } = engineOf(definition, new Map([['s3', store]]));
  source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  const records = values.map((value, i) => ({ offset: BigInt(i), timestampMs, value }));
  source.accept(memoryChunk({ start: 0n, next: BigInt(values.length), records }));
  engine.cutAll('age');
  await engine.settled();
  assert.deepEqual(fatal, []);
  const below = (prefix: string): Buffer[] =>
    [...store.objects].filter(([key]) => key.startsWith(prefix)).map(([, { bytes }]) => bytes);
  const letters = below('dead-letter/').flatMap((bytes) =>
    Buffer.concat([...unpackObject(bytes)])
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Stored['letters'][number]),
  );
  return { objects: below('raw/'), letters };
}

const none = {
  topicKey: null,
  partitionKey: null,
  offsetKey: null,
  headersKey: null,
  timestampKey: null,
  sourceTypeKey: null,
};
const protobuf = { protoFiles: 'pipelines/devices.proto', messageType: 'lake.v1.DeviceEvent' };
const typed = { schema: { v: 'double' }, onTypeConflict: 'dead_letter', unknownFields: 'drop' };

/** Every encoding of a sink whose events have a field `v`. */
const encodings: Readonly<Record<string, object>> = {
  ndjson: { codec: 'ndjson' },
  json: { codec: 'json' },
  csv: { codec: 'csv', csv: { fields: 'v' } },
  'parquet with a schema': { codec: 'parquet', parquet: typed },
  'parquet without one': { codec: 'parquet' },
  'avro with a schema': { codec: 'avro', avro: typed },
  'avro without one': { codec: 'avro' },
};

const unwritable: readonly [what: string, value: unknown, reason: RegExp][] = [
  ['NaN', NaN, /^field 'v' is NaN, which JSON cannot hold$/],
  ['Infinity', Infinity, /^field 'v' is Infinity, which JSON cannot hold$/],
  ['-Infinity in a list', [-Infinity], /^field 'v\[0\]' is -Infinity, which JSON cannot hold$/],
  ['a date without a time', new Date(NaN), /^field 'v' is a date without a time$/],
];

type Read = (bytes: Buffer) => Promise<readonly Row[]>;
const readers: readonly [codec: string, read: Read][] = [
  ['parquet', readWithHyparquet],
  [
    'avro',
    async (bytes) => (await readContainer(bytes)).values.map((value) => ({ ...(value as Row) })),
  ],
];

describe('what a program makes that no file can hold', () => {
  for (const [what, value, reason] of unwritable) {
    for (const [name, encoding] of Object.entries(encodings)) {
      it(`${what} is a dead letter of ${name}, and the events beside it are stored`, async () => {
        const { letters, objects } = await stored(encoding, ['{"n":0}', '{"n":1}'], (event) => {
          event['v'] = event['n'] === 1 ? (value as number) : 0.5;
        });
        assert.deepEqual(
          letters.map(({ code }) => code),
          ['NOT_ENCODABLE'],
        );
        assert.match(letters[0]?.reason ?? '', reason);
        assert.equal(objects.length, 1);
      });
    }
  }

  it('is a dead letter of protobuf, too, whose floats alone have NaN and infinities, as text', async () => {
    const values = ['{"n":0}', '{"n":1}', '{"n":2}'];
    const { letters } = await stored({ codec: 'protobuf', protobuf }, values, (event) => {
      event['event_id'] = [1, NaN, Infinity][Number(event['n'])] ?? 0;
    });
    assert.deepEqual(
      letters.map(({ code }) => code),
      ['NOT_ENCODABLE', 'NOT_ENCODABLE'],
    );
  });
});

describe('NaN and infinities as decoders of protobuf, Avro and MessagePack give them', () => {
  const values = ['{"v":"NaN"}', '{"v":0.5}', '{"v":"Infinity"}', '{"v":"-Infinity"}'];
  for (const [codec, read] of readers) {
    for (const type of ['float', 'double', 'decimal(9,1)']) {
      it(`are beside a column of ${type} in ${codec}, or dead letters`, async () => {
        const { letters, objects } = await stored(
          { codec, [codec]: { schema: { v: type } } },
          values,
        );
        assert.deepEqual(letters, []);
        assert.deepEqual(
          (await read(objects[0]!)).map(({ v, _rest }) => [v === null, _rest]),
          values.map((value, at) => (at === 1 ? [false, null] : [true, value])),
        );
        const rejecting = { ...typed, schema: { v: type } };
        const rejected = await stored({ codec, [codec]: rejecting }, values);
        assert.deepEqual(
          rejected.letters.map(({ reason }) => reason),
          Array(3).fill(`field 'v': got text; its column takes ${type}`),
        );
      });
    }
  }

  it('are what they were in protobuf again', async () => {
    const field = values.map((value) => `{"sensor":${value.replace('"v"', '"temperature"')}}`);
    const { letters, objects } = await stored({ codec: 'protobuf', protobuf }, field);
    assert.deepEqual(letters, []);
    const doubles = [NaN, 0.5, Infinity, -Infinity];
    const file = objects[0]!;
    for (const double of doubles) {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(double);
      assert.ok(file.includes(bytes), String(double));
    }
  });
});

/** A field that is a number first, then other things. */
const changing = [
  '{"v":1}',
  '{"v":"two"}',
  '{"v":{"x":3}}',
  '{"v":[4]}',
  '{"v":true}',
  '{"v":6.5}',
];
const restOf = ['"two"', '{"x":3}', '[4]', 'true'];

describe('a field that changes its type in the middle', () => {
  for (const [codec, read] of readers) {
    it(`of ${codec} with a schema is kept beside its column`, async () => {
      const encoding = { codec, [codec]: { schema: { v: 'double' } } };
      const { letters, objects } = await stored(encoding, changing);
      assert.deepEqual(letters, []);
      assert.deepEqual(await read(objects[0]!), [
        { v: 1, _rest: null },
        ...restOf.map((json) => ({ v: null, _rest: `{"v":${json}}` })),
        { v: 6.5, _rest: null },
      ]);
    });

    it(`of ${codec} with a schema is a dead letter where that is configured`, async () => {
      const { letters, objects } = await stored({ codec, [codec]: typed }, changing);
      const kinds = ['text', 'an object', 'a list', 'a boolean'];
      assert.deepEqual(
        letters.map(({ reason }) => reason),
        kinds.map((kind) => `field 'v': got ${kind}; its column takes double`),
      );
      assert.deepEqual(await read(objects[0]!), [{ v: 1 }, { v: 6.5 }]);
    });

    it(`of ${codec} without a schema makes the column JSON text of all`, async () => {
      const { letters, objects } = await stored({ codec }, changing);
      assert.deepEqual(letters, []);
      const rows = await read(objects[0]!);
      assert.deepEqual(
        rows.map(({ v }) => v),
        ['1', ...restOf, '6.5'],
      );
    });
  }

  it('of lines stays what it is, and is JSON in a cell of csv', async () => {
    const lines = await stored({ codec: 'ndjson' }, changing);
    assert.equal(String(lines.objects[0]), `${changing.join('\n')}\n`);
    const rows = await stored({ codec: 'csv', csv: { fields: 'v' } }, changing);
    assert.equal(String(rows.objects[0]), '1\r\ntwo\r\n"{""x"":3}"\r\n[4]\r\ntrue\r\n6.5\r\n');
  });

  it('of protobuf is a dead letter', async () => {
    const values = changing.map((value) => value.replace('"v"', '"event_id"'));
    const { letters, objects } = await stored({ codec: 'protobuf', protobuf }, values);
    assert.equal(objects.length, 1);
    assert.equal(letters.length, 5);
    assert.ok(
      letters.every(({ reason }) => reason.startsWith("field 'event_id': the value is no ")),
    );
  });
});

describe('times that are out of range', () => {
  const times: readonly [what: string, json: string][] = [
    ['after the year 9999', '"+010000-01-01T00:00:00.000Z"'],
    ['after it by its offset', '"9999-12-31T23:59:59.999-00:01"'],
    ['before the year 1', '"0001-01-01T00:00:00+00:01"'],
    ['of more milliseconds than that', '253402300800000'],
    ['of more than 64 bits', '9223372036854775808'],
    ['finer than a microsecond', '"2026-05-01T00:00:00.0000001Z"'],
    ['on a day that there is not', '"2026-02-30T00:00:00Z"'],
  ];
  const good = [
    '"1969-12-31T23:59:59.999Z"',
    '"0001-01-01T00:00:00Z"',
    '"9999-12-31T23:59:59.999Z"',
  ];
  const values = [...times.map(([, json]) => json), ...good].map((json) => `{"v":${json}}`);
  for (const [codec, read] of readers) {
    for (const type of ['timestamp', 'timestamp(6)']) {
      it(`are dead letters of a column of ${type} in ${codec}, or are kept beside it`, async () => {
        const schema = { v: type };
        const rejecting = { schema, onTypeConflict: 'dead_letter', unknownFields: 'drop' };
        const { letters, objects } = await stored({ codec, [codec]: rejecting }, values);
        assert.deepEqual(
          letters.map(({ code }) => code),
          times.map(() => 'NOT_ENCODABLE'),
        );
        const rows = await read(objects[0]!);
        assert.deepEqual(
          rows.map(({ v }) => millisecondsOf(v, type)),
          good.map((json) => Date.parse(JSON.parse(json) as string)),
        );
        const beside = await stored({ codec, [codec]: { schema } }, values);
        const kept = await read(beside.objects[0]!);
        assert.deepEqual(
          kept.map(({ v, _rest }) => [v === null, _rest]),
          values.map((value, at) => (at < times.length ? [true, value] : [false, null])),
        );
      });
    }
  }
});

/** Parquet's readers give dates, and Avro's the number that is stored. */
function millisecondsOf(value: unknown, type: string): number {
  if (value instanceof Date) return value.getTime();
  return Number(value) / (type === 'timestamp' ? 1 : 1000);
}
