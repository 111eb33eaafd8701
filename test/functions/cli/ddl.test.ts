import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { cli, type CliResult, folderWith } from '../../support/cli.ts';
import { ddl, tableInput } from '../../support/ddl.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const devices = join(root, 'pipelines/devices.ts');
const devicesParquet = join(root, 'pipelines/devices-parquet.ts');

const parquetTable = `-- The sink 's3' of the pipeline 'devices-parquet', by sluice ddl.
-- - Dates before 2024-12-01T00 are not read; sluice ddl --start says from when.
-- - Events beyond 256 prefixes at a time go to raw/_overflow/s3/, where this table does not look.
CREATE EXTERNAL TABLE \`lake\`.\`devices_parquet\` (
  \`event_id\` bigint,
  \`device_name\` string,
  \`measured_at\` timestamp,
  \`one\` int,
  \`two\` int,
  \`three\` int,
  \`sensor\` struct<temperature:decimal(9,2),humidity:int,\`on\`:boolean>,
  \`tags\` array<string>,
  \`exact\` string,
  \`message_key\` string,
  \`timestamp\` timestamp,
  \`_rest\` string
)
PARTITIONED BY (
  \`at\` string
)
STORED AS PARQUET
LOCATION 's3://lake/raw/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.at.type' = 'date',
  'projection.at.format' = "yyyy-MM-dd'T'HH",
  'projection.at.range' = '2024-12-01T00,NOW',
  'projection.at.interval' = '1',
  'projection.at.interval.unit' = 'HOURS',
  'storage.location.template' = 's3://lake/raw/at=\${at}/'
);
`;

test('a Parquet schema gives its table without a sample', async () => {
  const env = { S3_KEY_PREFIX: 'raw/at=%Y-%m-%dT%H/' };
  const args = ['ddl', devicesParquet, '--database', 'lake', '--start', '2024-12-01'];
  assert.deepEqual(await cli(args, { env }), { code: 0, out: parquetTable, err: '' });
});

const jsonTable = `CREATE EXTERNAL TABLE \`events\` (
  \`id\` bigint,
  \`share\` double,
  \`sensor\` struct<\`on\`:boolean,\`timestamp\`:string>,
  \`tags\` array<string>,
  \`we_ird\` bigint,
  \`message_key\` string,
  \`timestamp\` string,
  \`odd\` string,
  \`anything\` string
)
PARTITIONED BY (
  \`dt\` string,
  \`dth\` string
)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
WITH SERDEPROPERTIES (
  'case.insensitive' = 'true',
  'ignore.malformed.json' = 'false',
  'mapping.we_ird' = 'we ird'
)
STORED AS INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION 's3://lake/raw/'
`;

test('lines of JSON get the columns of a sample, which goes through the pipeline', async () => {
  const sample = [
    '{"id":1,"share":1.0,"sensor":{"on":true,"timestamp":"x"},"tags":["a"],"We ird":1}',
    '{"id":9007199254740993,"share":2,"odd":{"a-b":1},"anything":1,"topic":"deleted"}',
    '{"anything":"text","tags":null,"unknown":null}',
    'broken',
  ].join('\n');
  const run = (): Promise<CliResult> =>
    cli(['ddl', devices, '--sample', '-', '--table', 'events'], { stdin: sample });
  const { code, out, err } = await run();
  assert.equal(code, 0, err);
  assert.ok(out.includes(jsonTable), out);
  assert.match(err, /^warning: of the sample, dead letters: 1, the first NOT_JSON: /m);
  assert.match(err, /^warning: sinks\.s3: the field 'unknown' has no column/m);
  assert.match(err, /^warning: sinks\.s3: 'odd' is declared as string, .* not 'a-b'$/m);
  assert.match(out, /^-- - 'odd' is declared as string/m);
  assert.match(out, /^-- - Athena counts up dt and dth each for itself.*dth BETWEEN/m);
  assert.deepEqual(await run(), { code, out, err });
});

test('each sink has a table', async (t) => {
  const second = { type: 'aws_s3', inputs: ['kafka'], bucket: 'other', region: 'x' };
  const keyPrefix = 'a/%Y/%m/';
  const { out } = await ddl(t, {
    more: {
      sinks: {
        one: { ...second, keyPrefix },
        two: { ...second, keyPrefix: 'b/', encoding: { codec: 'parquet' } },
      },
    },
  });
  assert.match(out, /^CREATE EXTERNAL TABLE `my_lake_one` \($/m);
  assert.match(out, /^CREATE EXTERNAL TABLE `my_lake_two` \($/m);
  assert.match(out, /^LOCATION 's3:\/\/other\/b\/'$/m);
});

test("Glue's input says the same, without quotes in types", async (t) => {
  const sample = '{"a":{"timestamp":1,"b":[{"end":true}]}}\n';
  const input = await tableInput(t, { sample, args: ['--sink', 's3', '--start', '2026-01-31'] });
  assert.deepEqual(input.StorageDescriptor.Columns[0], {
    Name: 'a',
    Type: 'struct<timestamp:bigint,b:array<struct<end:boolean>>>',
  });
  assert.deepEqual(input.PartitionKeys, [{ Name: 'dt', Type: 'string' }]);
  assert.equal(input.Parameters['projection.dt.range'], '2026-01-31,NOW');
  assert.equal(input.Parameters['storage.location.template'], 's3://lake/raw/dt=${dt}/');
  const { SerdeInfo } = input.StorageDescriptor;
  assert.equal(SerdeInfo.SerializationLibrary, 'org.openx.data.jsonserde.JsonSerDe');
});

test('of Parquet, columns that Athena cannot name are left out', async (t) => {
  const schema = { 'a-b': 'int', s: 'struct<"x y":int,z:int>', t: 'struct<"x y":int>', U: 'uuid' };
  const sink = { encoding: { codec: 'parquet', parquet: { schema, unknownFields: 'drop' } } };
  const columns = (await tableInput(t, { sink })).StorageDescriptor.Columns;
  assert.deepEqual(columns, [
    { Name: 's', Type: 'struct<z:int>' },
    { Name: 'u', Type: 'binary' },
    { Name: '_rest', Type: 'string' },
  ]);
  const { err } = await ddl(t, { sink });
  assert.match(err, /the column 'a-b' is left out: Athena takes letters, digits and _ in names/);
  assert.match(err, /of 't' the fields 'x y' are left out/);
});

test('lines that are no JSON are one text each', async (t) => {
  const folder = await folderWith(t, {
    'pipeline.ts': `export default {
      name: 'lines',
      sources: { kafka: { type: 'kafka', bootstrapServers: 'a:1', topics: ['a'], groupId: 'g', decoding: { codec: 'bytes' } } },
      sinks: { s3: { type: 'aws_s3', inputs: ['kafka'], bucket: 'lake', region: 'x', keyPrefix: 'a/', encoding: { codec: 'text' } } },
    };`,
    'in.txt': 'a line\n{"a":1}\n',
  });
  const { out, err } = await cli(['ddl', 'pipeline.ts', '--sample', 'in.txt'], { cwd: folder });
  assert.equal(err.includes('lines are no JSON objects'), true, err);
  assert.match(out, /\(\n {2}`message` string\n\)\nROW FORMAT SERDE '[\w.]+RegexSerDe'/);
  assert.match(err, /lines are no JSON objects/);
});

for (const [what, parts, expected] of [
  ['arrays', { sink: { encoding: { codec: 'json' } } }, "Athena does not read: choose 'ndjson'"],
  ['GLACIER', { sink: { storageClass: 'GLACIER' } }, 'Athena passes over objects in it'],
  ['DEEP_ARCHIVE', { sink: { storageClass: 'DEEP_ARCHIVE' } }, 'passes over objects in it'],
  [
    'an extension without the compression',
    { sink: { filenameExtension: 'json', compression: 'gzip' } },
    "filenameExtension 'json' does not fit compression 'gzip': Athena unpacks by the last part of the name, which has to be 'gz'",
  ],
  [
    'an extension of another compression',
    { sink: { filenameExtension: 'json.gz', compression: 'none' } },
    'there is nothing to unpack',
  ],
  ['a hidden folder', { sink: { keyPrefix: '_raw/dt=%F/' } }, "the folder '_raw': Athena takes"],
  ['a hidden topic', { topics: ['_t'] }, "the topic '_t' begins the names of its objects"],
  [
    'hidden objects',
    { sink: { filenameTimeFormat: '_%s' }, more: { delivery: 'dense' } },
    "filenameTimeFormat '_%s': Athena takes",
  ],
  ['no date', { sink: { keyPrefix: 'raw/' } }, 'every query reads all that was ever stored'],
  ['a date in names', { sink: { keyPrefix: 'raw/dt=%F' } }, "keyPrefix does not end with '/'"],
  [
    'a column in the keys that events have too',
    { sample: '{"dt":1}' },
    "the folder's column is called 'partition_dt', as there is another column 'dt'",
  ],
  ['dates out of order', { sink: { keyPrefix: 'raw/%d-%m-%Y/' } }, 'not in the order of time'],
  ['a time zone', { sink: { timezone: 'Asia/Seoul' } }, "of the time zone 'Asia/Seoul'"],
  ["events' own time", { sink: { timeField: 'at' }, sample: '{"at":0}' }, "the field 'at'"],
  [
    'names that differ in case alone',
    { sample: '{"a":{"B":1,"b":2}}' },
    "the field 'a.b' differs from another one in case alone, and Athena fails",
  ],
  ['Parquet without a schema', { sink: { encoding: { codec: 'parquet' } } }, 'HIVE_BAD_DATA'],
  [
    'microseconds',
    { sink: { encoding: { codec: 'parquet', parquet: { schema: { t: 'timestamp(6)' } } } } },
    "the column 't': Athena reads its times to the millisecond",
  ],
] as const) {
  test(`${what}: told on stderr and above the statement`, async (t) => {
    const { code, out, err } = await ddl(t, parts);
    assert.equal(code, 0, err);
    const line = err.split('\n').find((each) => each.includes(expected));
    assert.ok(line !== undefined && line.startsWith('warning: sinks.s3: '), err);
    assert.ok(out.includes(`-- - ${line.slice('warning: sinks.s3: '.length)}\n`), out);
  });
}

test('compressions with their own extensions are no trouble', async (t) => {
  for (const compression of ['none', 'gzip', 'zstd']) {
    assert.deepEqual((await ddl(t, { sink: { compression } })).err, '');
  }
});

test('a name from an event ends no comment', async (t) => {
  const { out } = await ddl(t, { sample: '{"a":{"x\\n);DROP":1}}' });
  assert.ok(
    out.split('\n').every((line) => !line.startsWith(');DROP')),
    out,
  );
});

for (const [what, args, code, expected] of [
  ['no sample', ['--sample', ''], 78, '--sample wants a value'],
  [
    'another sink',
    ['--sink', 's4'],
    78,
    "--sink: there is no sink 's4' (did you mean 's3'?); known: s3",
  ],
  [
    'a table of no name',
    ['--table', 'a-b'],
    78,
    "--table: got 'a-b'; allowed: 1 to 255 of a-z 0-9 _",
  ],
  ['a database of no name', ['--database', 'A'], 78, "--database: got 'A'; allowed"],
  ['no day', ['--start', '2024-02-30'], 78, "--start: got '2024-02-30'; allowed: a day from 1970"],
  ['another format', ['--format', 'csv'], 78, "--format: got 'csv'; allowed: values or records"],
  ['a file that is not there', ['--sample', 'nope'], 66, "the input 'nope': there is no such file"],
  ['another source', ['--source', 'x'], 78, "--source: there is no source 'x'"],
] as const) {
  test(`${what} is refused`, async (t) => {
    const result = await ddl(t, { args });
    assert.deepEqual([result.code, result.out], [code, '']);
    assert.ok(result.err.includes(expected), result.err);
  });
}

test('no table is made of files of messages, and it is said what to do', async (t) => {
  const result = await ddl(t, {
    sink: {
      encoding: { codec: 'protobuf', protobuf: { protoFiles: 'm.proto', messageType: 'M' } },
    },
    files: { 'm.proto': 'syntax = "proto3"; message M { int32 a = 1; }' },
    sample: null,
  });
  assert.deepEqual([result.code, result.out], [78, '']);
  assert.match(result.err, /sinks\.s3: no table is made for codec 'protobuf', as Athena does not/);
  assert.match(result.err, /have another sink with encoding\.codec 'parquet'/);
});

test('columns that follow from events need a sample that has some', async (t) => {
  const none = await cli(['ddl', devices]);
  assert.match(none.err, /^CONFIG_INVALID: --sample is missing: the columns of s3 follow from/);
  const empty = await ddl(t, { sample: 'broken\n' });
  assert.equal(empty.code, 66);
  assert.match(empty.err, /INPUT_UNREADABLE: the sample gives the sink 's3' no events/);
});

test('one name for several sinks, and a bucket that is not known, are refused', async (t) => {
  const one = { type: 'aws_s3', inputs: ['kafka'], bucket: 'lake', region: 'x', keyPrefix: 'a/' };
  const sinks = { one, two: { ...one, keyPrefix: 'b/' } };
  const several = await ddl(t, { more: { sinks }, args: ['--table', 'x'] });
  assert.match(several.err, /--table: got one name for 2 sinks; say which one with --sink/);
  const unknown = await ddl(t, { sink: { bucket: '${NOT_SET}' } });
  assert.match(
    unknown.err,
    /not set in the environment, but needed for the table: sinks\.s3\.bucket/,
  );
});

for (const [keyPrefix, told] of [
  ['raw/%Y-%m/', 'Athena counts up month by months; Trino'],
  ['raw/year=%Y/month=%m/', 'Athena counts up year by years; Trino'],
  ['raw/dt=%F/', null],
] as const) {
  test(`whether other readers count up what ${keyPrefix} has is told`, async (t) => {
    const { out, err } = await ddl(t, { sink: { keyPrefix } });
    assert.equal(err, '');
    if (told === null) assert.ok(!out.includes('; Trino'), out);
    else assert.ok(out.replaceAll(/\n-- */g, ' ').includes(told), out);
  });
}

test('the columns of messages need no sample', async (t) => {
  const proto =
    'syntax = "proto3"; package a; message E { uint64 id = 1; repeated P parts = 2; P p = 3; } message P { string name = 1; P next = 2; }';
  const { out, err } = await ddl(t, {
    source: {
      decoding: { codec: 'protobuf', protobuf: { protoFiles: 'e.proto', messageType: 'a.E' } },
    },
    sink: { encoding: { codec: 'parquet', parquet: { addColumns: { site: 'string' } } } },
    files: { 'e.proto': proto },
    sample: null,
  });
  assert.equal(err, '');
  const columns = /\(\n(.*?)\n\)/s
    .exec(out)?.[1]
    ?.split('\n')
    .map((line) => line.trim());
  assert.deepEqual(columns, [
    '`id` decimal(20,0),',
    '`parts` array<struct<name:string,next:string>>,',
    '`p` struct<name:string,next:string>,',
    '`message_key` string,',
    '`topic` string,',
    '`partition` int,',
    '`offset` bigint,',
    '`headers` map<string,string>,',
    '`timestamp` timestamp,',
    '`source_type` string,',
    '`site` string,',
    '`_rest` string',
  ]);
});
