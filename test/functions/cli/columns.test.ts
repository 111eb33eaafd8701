import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import avsc from 'avsc';
import { tryPipeline } from '../../../functions/cli/try-pipeline.ts';
import { cli, type CliResult, folderWith } from '../../support/cli.ts';
import { minimalPipeline } from '../../support/minimal-pipeline.ts';
import { type TableRegistry, tableRegistry } from '../../support/table-registry.ts';

const optional = (type: unknown): unknown => ['null', type];

const fields = [
  { name: 'b', type: 'boolean' },
  { name: 'i', type: 'int' },
  { name: 'l', type: optional('long') },
  { name: 'f', type: 'float' },
  { name: 'd', type: 'double' },
  { name: 's', type: 'string' },
  { name: 'bytes', type: 'bytes' },
  { name: 'fixed', type: { type: 'fixed', name: 'F', size: 2 } },
  { name: 'e', type: { type: 'enum', name: 'E', symbols: ['A', 'B'] } },
  { name: 'day', type: { type: 'int', logicalType: 'date' } },
  { name: 'millis', type: { type: 'long', logicalType: 'timestamp-millis' } },
  { name: 'micros', type: { type: 'long', logicalType: 'timestamp-micros' } },
  { name: 'nanos', type: { type: 'long', logicalType: 'timestamp-nanos' } },
  { name: 'local', type: { type: 'long', logicalType: 'local-timestamp-millis' } },
  { name: 'time', type: { type: 'int', logicalType: 'time-millis' } },
  { name: 'id', type: { type: 'fixed', name: 'U', size: 16, logicalType: 'uuid' } },
  { name: 'price', type: { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 } },
  { name: 'huge', type: { type: 'bytes', logicalType: 'decimal', precision: 50, scale: 0 } },
  { name: 'list', type: { type: 'array', items: optional('long') } },
  { name: 'map', type: { type: 'map', values: 'double' } },
  { name: 'many', type: ['null', 'long', 'string'] },
  { name: 'nothing', type: 'null' },
  {
    name: 'node',
    type: { type: 'record', name: 'N', fields: [{ name: 'next', type: optional('N') }] },
  },
  { name: 'S', type: 'string' },
];
const schema = JSON.stringify({ type: 'record', name: 'V', fields });

const columnsOfAll = {
  b: 'boolean',
  i: 'int',
  l: 'bigint',
  f: 'float',
  d: 'double',
  s: 'string',
  bytes: 'binary',
  fixed: 'binary',
  e: 'string',
  day: 'date',
  millis: 'timestamp',
  micros: 'timestamp(6)',
  nanos: 'string',
  local: 'string',
  time: 'string',
  id: 'uuid',
  price: 'decimal(9,2)',
  huge: 'json',
  list: 'list<bigint>',
  map: 'map<string,double>',
  many: 'json',
  node: 'struct<next:json>',
};

const proto =
  'syntax = "proto3"; import "other.proto"; message One { int32 a = 1; repeated Other o = 2; } message Two { uint64 b = 1; }';

const answers: Readonly<Record<string, unknown>> = {
  '/subjects/devices-value/versions/latest': { id: 7, version: 3, schema },
  '/subjects/devices-value/versions/2': { id: 8, version: 2, schema: '"x"' },
  '/schemas/ids/7': { schema },
  '/schemas/ids/8': {
    schema: JSON.stringify({ type: 'record', name: 'V', fields: [fields[0]] }),
  },
  '/schemas/ids/9': {
    schemaType: 'PROTOBUF',
    schema: proto,
    references: [{ name: 'other.proto', subject: 'other', version: 1 }],
  },
  '/subjects/other/versions/1': {
    schemaType: 'PROTOBUF',
    schema: 'syntax = "proto3"; message Other { string s = 1; }',
  },
  '/schemas/ids/10': { schemaType: 'JSON', schema: '{"type":"object"}' },
  '/schemas/ids/11': { schema: '{"type":"map","values":"int"}' },
};

let registry: TableRegistry;
before(async () => {
  registry = await tableRegistry(answers, 'user:word');
});
after(() => registry.close());

async function columns(
  t: TestContext,
  args: readonly string[] = [],
  parts: { readonly codec?: string; readonly user?: string; readonly parquet?: object } = {},
): Promise<CliResult> {
  const { codec = 'avro', parquet = {}, user = 'user:word' } = parts;
  const definition = minimalPipeline({
    source: {
      topics: 'devices',
      keyField: 'message_key',
      decoding: { codec, schemaRegistry: { url: registry.url, basicAuthUserInfo: user } },
    },
    sink: { keyPrefix: 'raw/', encoding: { codec: 'parquet', parquet } },
  });
  const pipeline = `export default ${JSON.stringify(definition)};`;
  const cwd = await folderWith(t, { 'pipeline.ts': pipeline });
  return cli(['columns', 'pipeline.ts', ...args], { cwd });
}

test('the columns of an Avro schema, and those of the metadata', async (t) => {
  const { code, err, out } = await columns(t, ['--json']);
  assert.equal(code, 0, err);
  const found = JSON.parse(out) as Record<string, string>;
  assert.deepEqual(Object.fromEntries(Object.entries(found).slice(0, 22)), columnsOfAll);
  assert.equal(found['message_key'], 'string');
  assert.equal(found['timestamp'], 'timestamp');
});

test('they are told as a pipeline has them, with the version that they are of', async (t) => {
  const { out } = await columns(t, ['--version', '2']);
  assert.match(
    out,
    /^\/\/ by sluice columns, of version 2 of devices-value, schema 8\nschema: \{\n {2}b: 'boolean',\n/,
  );
});

test('every value of the schema fits them', async () => {
  const type = avsc.Type.forSchema(JSON.parse(schema) as avsc.Schema);
  const value = type.toBuffer({
    b: true,
    i: -(2 ** 31),
    l: 2 ** 52,
    f: 0.5,
    d: 1e300,
    s: 'text',
    bytes: Buffer.from([0, 255]),
    fixed: Buffer.from([1, 2]),
    e: 'B',
    day: 20_000,
    millis: 1_735_408_862_239,
    micros: 1_735_408_862_239_499,
    nanos: 1_735_408_862_239,
    local: 1_735_408_862_239,
    time: 1,
    id: Buffer.alloc(16, 7),
    price: Buffer.from([4, 210]),
    huge: Buffer.alloc(20, 1),
    list: [null, 1],
    map: { a: 1.5 },
    many: 'x',
    nothing: null,
    node: { next: { next: null } },
    S: 'left out',
  });
  const pipeline = minimalPipeline({
    source: { decoding: { codec: 'avro', avro: { schema } } },
    sink: {
      keyPrefix: 'raw/',
      encoding: {
        codec: 'parquet',
        parquet: { schema: columnsOfAll, onTypeConflict: 'dead_letter', unknownFields: 'drop' },
      },
    },
  });
  const { deadLetters, objects } = await tryPipeline(pipeline, [{ value }]);
  assert.deepEqual(deadLetters, []);
  assert.equal(objects[0]?.events.length, 1);
});

test('of protobuf, the first message or the one that is named', async (t) => {
  const of = { codec: 'protobuf' };
  const first = JSON.parse((await columns(t, ['--id', '9', '--json'], of)).out) as object;
  assert.deepEqual(Object.entries(first).slice(0, 2), [
    ['a', 'int'],
    ['o', 'list<struct<s:string>>'],
  ]);
  const two = await columns(t, ['--id', '9', '--json', '--message', 'Two'], of);
  assert.match(two.out, /^\{\n {2}"b": "decimal\(20,0\)",/);
});

test('--check says how the schema of the sink differs', async (t) => {
  const { out } = await columns(t, ['--json']);
  const same = await columns(t, ['--check'], { parquet: { schema: JSON.parse(out) as object } });
  assert.deepEqual([same.code, same.out], [0, '']);
  const { b: _, ...others } = JSON.parse(out) as Record<string, string>;
  const changed = { ...others, i: 'bigint', more: 'string' };
  const differs = await columns(t, ['--check'], { parquet: { schema: changed } });
  assert.deepEqual(
    [differs.code, differs.out],
    [
      1,
      'missing: b boolean\nother type: i bigint, the schema says int\nnot in the schema: more string\n',
    ],
  );
});

test('--check says what another version has than the one that the sink is of', async (t) => {
  const { code, err, out } = await columns(t, ['--check'], {
    parquet: { schemaRegistry: { id: '8' } },
  });
  assert.equal(code, 1, err);
  assert.match(out, /^missing: i int\n/);
  const same = await columns(t, ['--check'], { parquet: { schemaRegistry: {} } });
  assert.deepEqual([same.code, same.out], [0, '']);
});

for (const [what, args, parts, told] of [
  ['a subject that is not there', ['--subject', 'x'], {}, /no version latest of the subject 'x'/],
  ['an id that is not there', ['--id', '99'], {}, /the registry has no schema 99/],
  ['a schema of another type', ['--id', '9'], {}, /of the type PROTOBUF, .* codec is 'avro'/],
  ['JSON Schema', ['--id', '10'], { codec: 'json' }, /JSON Schema says too little/],
  ['a map', ['--id', '11'], {}, /the schema says no columns/],
  ['a message that is not there', ['--id', '9', '--message', 'X'], { codec: 'protobuf' }, /'X'/],
  ['a message of Avro', ['--message', 'X'], {}, /--message: is for sources with codec 'protobuf'/],
  ['a version of no number', ['--version', 'x'], {}, /--version: got 'x'; allowed: a number/],
  ['a sink that is not there', ['--sink', 'x'], {}, /'x' .*is no sink that has columns/],
  ['credentials that are refused', [], { user: 'user:other' }, /REGISTRY_ACCESS_DENIED/],
] as const) {
  test(`${what} is refused`, async (t) => {
    const { code, err, out } = await columns(t, args, parts);
    assert.ok(code > 1, err);
    assert.equal(out, '');
    assert.match(err, told);
  });
}
