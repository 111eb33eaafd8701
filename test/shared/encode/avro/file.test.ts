import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toAvro, type AvroFileOptions } from '../../../../shared/encode/avro/to-avro.ts';
import { parseColumn } from '../../../../shared/encode/columns/parse-type.ts';
import type { Column } from '../../../../shared/encode/columns/column-type.ts';
import { readContainer, type Container } from '../../../support/avro/read-container.ts';

const whole = { column: true, unknownFields: true };

function columns(schema: Readonly<Record<string, string>>): readonly Column[] {
  return Object.entries(schema).map(([name, type]) => {
    const parsed = parseColumn(name, type);
    if (!parsed.ok) throw new Error(parsed.fault);
    return parsed.column;
  });
}

function fileOf(lines: readonly string[], changes: Partial<AvroFileOptions> = {}): Buffer {
  const pieces = [Buffer.from(lines.map((line) => `${line}\n`).join(''))];
  const options = { format: 'avro', columns: null, rest: whole, compression: 'none' } as const;
  return Buffer.concat(toAvro({ pieces, compressed: false }, { ...options, ...changes }));
}

async function written(
  lines: readonly string[],
  changes: Partial<AvroFileOptions> = {},
): Promise<Container> {
  return readContainer(fileOf(lines, changes));
}

/** The values of records, whose classes another implementation makes. */
function plain(values: readonly unknown[]): unknown {
  return JSON.parse(
    JSON.stringify(values, (_key, value: unknown) =>
      typeof value === 'bigint' ? `${value}n` : value,
    ),
  );
}

describe('a file of columns that are given', () => {
  const schema = {
    id: 'bigint not null',
    small: 'int',
    ok: 'boolean',
    ratio: 'float',
    level: 'double',
    name: 'string',
    raw: 'binary',
    day: 'date',
    at: 'timestamp',
    finer: 'timestamp(6)',
    price: 'decimal(20,2)',
    uid: 'uuid',
    any: 'json',
    place: 'struct<lat:double,tags:list<string>>',
    by: 'map<string,bigint>',
  };
  const line =
    '{"id":9007199254740993,"small":-7,"ok":true,"ratio":0.5,"level":1e300,"name":"ü\\n","raw":"AAH/","day":"2024-12-28",' +
    '"at":"2024-12-28T18:01:02.239Z","finer":"2024-12-28T18:01:02.239001Z","price":-12345678901234567.5,' +
    '"uid":"123E4567-e89b-12d3-a456-426614174000","any":{"a":[1.0]},"place":{"lat":1.5,"tags":["a",null]},"by":{"x":1,"y":null}}';

  it('holds every type, as another implementation reads it', async () => {
    const unscaled = Buffer.alloc(8);
    unscaled.writeBigInt64BE(-1_234_567_890_123_456_750n);
    const given = columns(schema);
    const { values } = await written([line, '{"id":1}'], { columns: given });
    assert.deepEqual(plain(values), [
      {
        id: '9007199254740993n',
        small: -7,
        ok: true,
        ratio: 0.5,
        level: 1e300,
        name: 'ü\n',
        raw: { type: 'Buffer', data: [0, 1, 255] },
        day: 20_085,
        at: '1735408862239n',
        finer: '1735408862239001n',
        price: { type: 'Buffer', data: [...unscaled] },
        uid: '123e4567-e89b-12d3-a456-426614174000',
        any: '{"a":[1.0]}',
        place: { lat: 1.5, tags: ['a', null] },
        by: { x: '1n', y: null },
        _rest: null,
      },
      {
        id: '1n',
        ...Object.fromEntries(
          Object.keys(schema)
            .slice(1)
            .map((name) => [name, null]),
        ),
        _rest: null,
      },
    ]);
  });

  it('has what does not fit in its rest, wherever it stands', async () => {
    const lines = [
      '{"id":1,"small":3000000000,"place":{"lat":"north","tags":["a",7],"more":true},"by":[1],"other":{"x":1}}',
    ];
    const { values } = await written(lines, { columns: columns(schema) });
    const [{ id, small, place, by, _rest: rest }] = plain(values) as [Record<string, unknown>];
    assert.deepEqual([id, small, place, by], ['1n', null, { lat: null, tags: ['a', null] }, null]);
    assert.deepEqual(JSON.parse(String(rest)), {
      small: 3_000_000_000,
      'place.lat': 'north',
      'place.tags[1]': 7,
      'place.more': true,
      by: [1],
      other: { x: 1 },
    });
  });
});

describe('a file of columns that follow from its events', () => {
  it('has them, with a schema that says so', async () => {
    const { schema, values } = await written(['{"a":1,"b":{"c":"x"}}', '{"a":2.5,"d":[true]}']);
    assert.deepEqual(plain(values), [
      { a: 1, b: { c: 'x' }, d: null },
      { a: 2.5, b: null, d: [true] },
    ]);
    const names = (schema as { readonly fields: readonly { readonly name: string }[] }).fields;
    assert.deepEqual(
      names.map(({ name }) => name),
      ['a', 'b', 'd'],
    );
  });

  it('has what Avro has no name for in its rest, or as JSON text', async () => {
    const { values } = await written(['{"a-b":1,"c":{"d e":2},"f":[{"g":3}]}']);
    assert.deepEqual(plain(values), [{ c: '{"d e":2}', f: [{ g: '3n' }], _rest: '{"a-b":1}' }]);
  });

  it('holds every event, whatever it is, in as many blocks as it takes', async () => {
    const events = fc.array(
      fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.jsonValue({ maxDepth: 3 })),
      {
        minLength: 1,
        maxLength: 20,
      },
    );
    await fc.assert(
      fc.asyncProperty(events, async (all) => {
        const lines = all.map((event) => JSON.stringify(event));
        const { values } = await written(lines, { compression: 'deflate' });
        assert.equal(values.length, lines.length);
      }),
      { numRuns: 100 },
    );
    const many = Array.from({ length: 20_000 }, (_, id) => `{"id":${id},"name":"device ${id}"}`);
    const { values } = await written(many);
    assert.deepEqual(
      values.map((value) => (value as { readonly name: string }).name),
      many.map((_, id) => `device ${id}`),
    );
  });
});

describe('a file', () => {
  const lines = Array.from({ length: 9000 }, (_, id) => `{"id":${id},"name":"device ${id % 9}"}`);
  for (const [compression, codec] of Object.entries({
    none: 'null',
    deflate: 'deflate',
    snappy: 'snappy',
    zstandard: 'zstandard',
  } as const)) {
    it(`is compressed with ${compression}`, async () => {
      const found = await written(lines, {
        compression: compression as AvroFileOptions['compression'],
      });
      assert.equal(found.codec, codec);
      assert.equal(found.values.length, lines.length);
      assert.deepEqual(plain(found.values.slice(-1)), [{ id: '8999n', name: 'device 8' }]);
    });
  }

  it('is the same of the same events, and its marks are others of others', () => {
    assert.deepEqual(fileOf(lines), fileOf(lines));
    assert.notDeepEqual(fileOf(lines).subarray(-16), fileOf(lines.slice(1)).subarray(-16));
  });
});
