import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { avroCodec, compileAvro } from '../../../../shared/decode/avro/compile/compile-avro.ts';
import { watchedAvroCodec } from '../../../support/avro/codec.ts';
import { parsed, transcoded } from '../../../support/protobuf/codecs.ts';

function compiled(
  schema: unknown,
  references: readonly unknown[] = [],
): ReturnType<typeof compileAvro> {
  return compileAvro(
    JSON.stringify(schema),
    references.map((each) => JSON.stringify(each)),
  );
}

const point = { type: 'record', name: 'geo.Point', fields: [{ name: 'x', type: 'int' }] };

it('types that references define are found, in whatever order they come', () => {
  const line = {
    type: 'record',
    name: 'Line',
    namespace: 'geo',
    fields: [
      { name: 'from', type: 'Point' },
      { name: 'to', type: ['null', 'geo.Point'] },
    ],
  };
  const drawing = {
    type: 'record',
    name: 'Drawing',
    fields: [{ name: 'lines', type: { type: 'array', items: 'geo.Line' } }],
  };
  const bytes = Buffer.from('0202020400', 'hex');
  for (const references of [
    [point, line],
    [line, point],
    [line, point, point],
  ]) {
    const codec = watchedAvroCodec(drawing, references);
    assert.equal(transcoded(codec, bytes), '{"lines":[{"from":{"x":1},"to":{"x":2}}]}');
    assert.equal(parsed(codec, bytes), transcoded(codec, bytes));
  }
});

it('a type may hold itself, and lists of itself', () => {
  const codec = watchedAvroCodec({
    type: 'record',
    name: 'Tree',
    fields: [{ name: 'children', type: { type: 'array', items: 'Tree' } }],
  });
  assert.equal(
    transcoded(codec, Buffer.from('040200000000', 'hex')),
    '{"children":[{"children":[{"children":[]}]},{"children":[]}]}',
  );
});

it('an event may be a map, or one of several records', () => {
  assert.equal(
    transcoded(watchedAvroCodec({ type: 'map', values: 'int' }), Buffer.from('0202610200', 'hex')),
    '{"a":1}',
  );
  const other = { type: 'record', name: 'Other', fields: [{ name: 'y', type: 'string' }] };
  const codec = watchedAvroCodec([point, other]);
  assert.equal(transcoded(codec, Buffer.from('0002', 'hex')), '{"x":1}');
  assert.equal(transcoded(codec, Buffer.from('020262', 'hex')), '{"y":"b"}');
});

it('blocks may come with their length, and of a key that comes twice the last counts', () => {
  const codec = watchedAvroCodec({ type: 'map', values: 'int' });
  assert.equal(transcoded(codec, Buffer.from('01060261020202610400', 'hex')), '{"a":2}');
  assert.equal(parsed(codec, Buffer.from('01060261020202610400', 'hex')), '{"a":2}');
});

it('a union has more branches than a byte tells', () => {
  const enums = Array.from({ length: 100 }, (_, at) => ({
    type: 'enum',
    name: `E${at}`,
    symbols: [`S${at}`],
  }));
  const codec = watchedAvroCodec({
    type: 'record',
    name: 'R',
    fields: [{ name: 'a', type: enums }],
  });
  assert.equal(transcoded(codec, Buffer.from('c60100', 'hex')), '{"a":"S99"}');
  assert.equal(transcoded(codec, Buffer.from('7e00', 'hex')), '{"a":"S63"}');
});

it('longs are text where that is asked for', () => {
  const schema = JSON.stringify({
    type: 'record',
    name: 'R',
    fields: [{ name: 'a', type: 'long' }],
  });
  const codec = avroCodec(schema, [], { int64: 'string' });
  const bytes = Buffer.from('ffffffffffffffffff01', 'hex');
  assert.equal(transcoded(codec, bytes), '{"a":"-9223372036854775808"}');
  assert.equal(parsed(codec, bytes), '{"a":"-9223372036854775808"}');
});

it('the names of the fields are known before anything is decoded', () => {
  assert.deepEqual(
    compiled([point, { ...point, name: 'Other', fields: [{ name: 'y', type: 'int' }] }])
      .topLevelNames,
    ['x', 'y'],
  );
  assert.equal(compiled({ type: 'map', values: 'int' }).topLevelNames, null);
});

it('the same schema gives the same code', () => {
  assert.equal(compiled(point).text, compiled(point).text);
});

const inRecord = (type: unknown): unknown => ({
  type: 'record',
  name: 'R',
  fields: [{ name: 'a', type }],
});
const refusals: readonly [what: string, schema: unknown, message: RegExp][] = [
  [
    'a value that is no object',
    'int',
    /a value of this schema is int; an event has to be an object/,
  ],
  ['a union that may be a text', ['string', point], /a value of this schema is string/],
  ['nothing but null', ['null'], /a value of this schema is null/],
  ['a name that nobody defines', inRecord('geo.Pont'), /type 'geo\.Pont' is not defined/],
  ['a type that is a number', inRecord(1), /a schema is a name, a list or an object/],
  [
    'a field without a type',
    { type: 'record', name: 'R', fields: [{ name: 'a' }] },
    /field 'a' of record 'R' has no type/,
  ],
  [
    'two fields of one name',
    {
      type: 'record',
      name: 'R',
      fields: [
        { name: 'a', type: 'int' },
        { name: 'a', type: 'int' },
      ],
    },
    /record 'R' has two fields 'a'/,
  ],
  ['a record without fields', { type: 'record', name: 'R' }, /record 'R' has no list of fields/],
  ['a record without a name', { type: 'record', fields: [] }, /a type 'record' has no name/],
  [
    'an enum without symbols',
    inRecord({ type: 'enum', name: 'E', symbols: [] }),
    /enum 'E' has no list of symbols/,
  ],
  [
    'a fixed without a size',
    inRecord({ type: 'fixed', name: 'F' }),
    /the size of fixed 'F' is no whole number/,
  ],
  ['a union in a union', inRecord([['int']]), /a union holds a union/],
  ['a union of nothing', inRecord([]), /a union has no branches/],
  ['an array of nothing', inRecord({ type: 'array' }), /an array has no 'items'/],
  [
    'two types of one name',
    inRecord([
      { type: 'fixed', name: 'F', size: 1 },
      { type: 'fixed', name: 'F', size: 2 },
    ]),
    /type 'F' is defined twice/,
  ],
  [
    'a record that holds itself in any case',
    inRecord('R'),
    /record 'R' holds itself without an end/,
  ],
];

describe('a schema is refused that has', () => {
  for (const [what, schema, message] of refusals) {
    it(what, () => {
      assert.throws(() => compiled(schema), { code: 'CONFIG_INVALID', message });
    });
  }

  it('no JSON in it', () => {
    assert.throws(() => compileAvro('{'), { message: /is JSON, and this is none/ });
  });

  it('so many records that make nothing of nothing', () => {
    let schema: unknown = 'null';
    for (let level = 0; level < 20; level += 1) {
      const field = level === 0 ? schema : `L${level - 1}`;
      schema = {
        type: 'record',
        name: `L${level}`,
        fields: [
          { name: 'a', type: level === 0 ? field : schema },
          { name: 'b', type: field },
        ],
      };
    }
    assert.throws(() => compiled(schema), { message: /holds more than 65536 values of no bytes/ });
  });

  it('types within types without an end', () => {
    const schema = `${'{"type":"array","items":'.repeat(100_000)}"int"${'}'.repeat(100_000)}`;
    assert.throws(() => compileAvro(schema), { code: 'CONFIG_INVALID', message: /nested/ });
  });
});
