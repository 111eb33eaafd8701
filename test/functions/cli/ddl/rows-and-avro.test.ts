import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ddl, tableInput } from '../../../support/ddl.ts';

const csvTable = `CREATE EXTERNAL TABLE \`my_lake\` (
  \`id\` string COMMENT 'bigint',
  \`place_lat\` string COMMENT 'double',
  \`place_lat_2\` string,
  \`tags\` string COMMENT 'JSON',
  \`any\` string COMMENT 'of several kinds',
  \`text\` string
)
PARTITIONED BY (
  \`dt\` string
)
ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
WITH SERDEPROPERTIES (
  'separatorChar' = '\\t',
  'quoteChar' = "'",
  'escapeChar' = '\\u0001'
)
STORED AS INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION 's3://lake/raw/'
TBLPROPERTIES (
  'classification' = 'csv',
  'skip.header.line.count' = '1',
`;

const fields = ['id', 'place.lat', 'place-lat', 'tags', 'any', 'text'];
const rows = { codec: 'csv', csv: { fields, delimiter: '\t', quote: "'", header: true } };

test('rows are columns of text in their order, with what the sample has in them', async (t) => {
  const sample =
    '{"id":1,"place":{"lat":1.5},"tags":["a"],"any":1,"text":"a"}\n' +
    '{"any":"b","text":"two\\nlines","unknown":1}\n';
  const { out, err } = await ddl(t, { sink: { encoding: rows }, sample });
  assert.ok(out.includes(csvTable), out);
  assert.match(err, /^warning: .*the field 'text' has line breaks in the sample, and to Athena/m);
  assert.match(err, /^warning: .*the field 'tags' is a list or an object: its column is JSON/m);
  assert.doesNotMatch(err, /unknown/);
  assert.match(out, /^-- - OpenCSVSerDe has text alone, .*CAST\(NULLIF\(name, ''\) AS bigint\)/m);
});

test('rows need no sample', async (t) => {
  const { code, out, err } = await ddl(t, {
    sink: { encoding: { codec: 'csv', csv: { fields: ['id', 'name'] } } },
    sample: null,
  });
  assert.equal(code, 0, err);
  assert.match(out, /\n {2}`id` string,\n {2}`name` string\n\)/);
  assert.match(out, /^-- - With --sample, columns say what they hold/m);
  assert.doesNotMatch(out, /skip\.header/);
});

for (const [what, csv, serde] of [
  ['numbers and booleans alone', {}, 'LazySimpleSerDe'],
  ['numbers with a delimiter that is in them', { delimiter: '.' }, 'OpenCSVSerde'],
  ['numbers and a field that has no value', { fields: ['n', 'on', 'none'] }, 'OpenCSVSerde'],
  ['numbers and text', { fields: ['n', 'text'] }, 'OpenCSVSerde'],
] as const) {
  test(`rows of ${what}: ${serde}`, async (t) => {
    const encoding = { codec: 'csv', csv: { fields: ['n', 'share', 'on'], ...csv } };
    const sample = '{"n":1,"share":1.0,"on":true,"text":"a"}\n{"n":2}\n';
    const table = await tableInput(t, { sink: { encoding }, sample });
    const { Columns, SerdeInfo } = table.StorageDescriptor;
    assert.ok(SerdeInfo.SerializationLibrary.endsWith(serde), SerdeInfo.SerializationLibrary);
    if (serde === 'OpenCSVSerde') {
      assert.ok(Columns.every(({ Type }) => Type === 'string'));
      return;
    }
    assert.deepEqual(
      Columns.map(({ Type }) => Type),
      ['bigint', 'double', 'boolean'],
    );
    assert.deepEqual(SerdeInfo.Parameters, { 'field.delim': ',', 'serialization.format': ',' });
  });
}

test('an Avro schema gives its table, with the schema of the files', async (t) => {
  const avro = {
    schema: { id: 'uuid not null', at: 'timestamp(6)', in: 'struct<On:boolean>', j: 'json' },
    onTypeConflict: 'dead_letter',
    unknownFields: 'drop',
  };
  const sink = { encoding: { codec: 'avro', avro } };
  const { StorageDescriptor: storage, Parameters } = await tableInput(t, { sink });
  assert.equal(Parameters['classification'], 'avro');
  assert.deepEqual(storage.Columns, [
    { Name: 'id', Type: 'string' },
    { Name: 'at', Type: 'bigint' },
    { Name: 'in', Type: 'struct<on:boolean>' },
    { Name: 'j', Type: 'string' },
  ]);
  const { Parameters: own, SerializationLibrary } = storage.SerdeInfo;
  assert.equal(SerializationLibrary, 'org.apache.hadoop.hive.serde2.avro.AvroSerDe');
  const schema = JSON.parse(own['avro.schema.literal'] ?? '') as { readonly fields: object[] };
  assert.deepEqual(schema.fields[0], { name: 'id', type: { type: 'string', logicalType: 'uuid' } });
  const { out, err } = await ddl(t, { sink });
  assert.match(err, /the column 'at': its times are microseconds since 1970/);
  assert.match(out, /\n {2}'avro\.schema\.literal' = '\{"type":"record","name":"Event",/);
});

test('without a schema, Avro gets the columns of a sample', async (t) => {
  const sample = '{"n":1,"odd name":1,"in":{"a-b":1}}\n';
  const sink = { encoding: { codec: 'avro' } };
  const { StorageDescriptor: storage } = await tableInput(t, { sink, sample });
  const declared = storage.Columns.filter(({ Name }) => ['n', 'in', '_rest'].includes(Name));
  assert.deepEqual(
    declared.map(({ Type }) => Type),
    ['bigint', 'string', 'string'],
  );
  const { err } = await ddl(t, { sink, sample });
  assert.match(err, /HIVE_BAD_DATA\): give encoding\.avro\.schema/);
});
