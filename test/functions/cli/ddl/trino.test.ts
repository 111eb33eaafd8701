import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { GlueTableInput } from '../../../../functions/cli/ddl/glue.ts';
import { trinoRows } from '../../../../infra/check/athena/trino-rows.ts';
import { trinoTable } from '../../../../infra/check/athena/trino-table.ts';
import { createBucket, type TestBucket } from '../../../support/bucket.ts';
import { cli, folderWith } from '../../../support/cli.ts';

/** The URL of a Trino whose catalog `hive` reads the S3 server of the tests, with partition projection. */
const trino = process.env['SLUICE_TRINO'] ?? '';
const missing = trino === '' && 'SLUICE_TRINO does not say where a Trino runs';

const schema = {
  b: 'boolean',
  i: 'int',
  l: 'bigint',
  f: 'float',
  d: 'double',
  money: 'decimal(9,2)',
  exact: 'decimal(38,10)',
  s: 'string',
  bytes: 'binary',
  day: 'date',
  at: 'timestamp',
  j: 'json',
  st: 'struct<on:boolean,timestamp:timestamp,inner:struct<n:int>>',
  tags: 'list<string>',
  points: 'list<struct<x:double,y:double>>',
  labels: 'map<string,bigint>',
};

const event = {
  b: true,
  i: -2147483648,
  l: 9007199254740991,
  f: 0.5,
  d: 0.1,
  money: 1234567.89,
  exact: '1234567890123456789.0123456789',
  s: 'Zürich "東京"\n',
  bytes: 'AAH/',
  day: '2024-02-29',
  at: '2024-12-28T18:01:02.239Z',
  j: { a: [1, null] },
  st: { on: true, timestamp: '2024-12-28T18:01:02.239Z', inner: { n: 7 } },
  tags: ['a', '', 'c'],
  points: [{ x: 1.5, y: 2.5 }, { x: 3 }],
  labels: { x: 1, 'y z': 2 },
};

describe(
  "Trino reads what a pipeline stores by the tables of 'sluice ddl'",
  { skip: missing },
  () => {
    let bucket: TestBucket;
    const hive = `hive.sluice_${process.pid}`;
    const tables: string[] = [];
    before(async () => {
      bucket = await createBucket('trino');
      await trinoRows(trino, `CREATE SCHEMA ${hive}`);
    });
    after(async () => {
      for (const table of tables) await trinoRows(trino, `DROP TABLE ${table}`);
      await trinoRows(trino, `DROP SCHEMA ${hive}`);
      await bucket.remove();
    });

    /** Stores events of the pipeline's sink, and makes its table. */
    async function stored(
      t: TestContext,
      name: string,
      sink: object,
      records: readonly object[],
    ): Promise<{ readonly table: string; readonly input: GlueTableInput }> {
      const definition = {
        name,
        sources: {
          kafka: {
            type: 'kafka',
            bootstrapServers: 'a:1',
            topics: ['devices'],
            groupId: 'g',
            keyField: 'message_key',
          },
        },
        sinks: {
          lake: { type: 'aws_s3', inputs: ['kafka'], bucket: bucket.name, region: 'x', ...sink },
        },
      };
      const folder = await folderWith(t, {
        'pipeline.ts': `export default ${JSON.stringify(definition)};`,
        'in.ndjson': records.map((record) => JSON.stringify(record)).join('\n'),
      });
      const run = ['run', 'pipeline.ts', '--input', 'in.ndjson', '--format', 'records'];
      const ran = await cli([...run, '--output', 'out'], { cwd: folder });
      assert.match(ran.err, /^dead letters {2}0 /m);
      const out = join(folder, 'out');
      const entries = await readdir(out, { recursive: true, withFileTypes: true });
      for (const entry of entries.filter((each) => each.isFile())) {
        const path = join(entry.parentPath, entry.name);
        const Body = await readFile(path);
        const put = { Bucket: bucket.name, Key: relative(out, path), Body };
        await bucket.client.send(new PutObjectCommand(put));
      }
      const made = await cli(
        ['ddl', 'pipeline.ts', '--json', '--start', '2024-12-01', '--sample', 'in.ndjson'].concat(
          '--format',
          'records',
        ),
        { cwd: folder },
      );
      assert.equal(made.code, 0, made.err);
      const { tables: all } = JSON.parse(made.out) as {
        tables: readonly { tableInput: GlueTableInput }[];
      };
      const input = all[0]?.tableInput;
      assert.ok(input !== undefined);
      await trinoRows(trino, trinoTable(hive, input));
      const table = `${hive}."${input.Name}"`;
      tables.push(table);
      return { table, input };
    }

    it('every type of a Parquet column, flat and nested', async (t) => {
      const { table } = await stored(
        t,
        'all_types',
        {
          keyPrefix: 'types/dt=%Y-%m-%d/',
          encoding: { codec: 'parquet', parquet: { schema, unknownFields: 'drop' } },
        },
        [
          { value: event, timestamp: '2024-12-28T18:00:00Z' },
          { value: {}, timestamp: '2024-12-28T19:00:00Z' },
        ],
      );
      const columns = Object.keys(schema).map((name) => {
        if (name === 'bytes') return `to_hex("${name}")`;
        if (name === 'at') return `to_iso8601(at_timezone("${name}", 'UTC'))`;
        const isNested = ['st', 'tags', 'points', 'labels'].includes(name);
        return isNested ? `json_format(CAST("${name}" AS json))` : `CAST("${name}" AS varchar)`;
      });
      const where = "WHERE dt = '2024-12-28' ORDER BY b NULLS LAST";
      const rows = await trinoRows(
        trino,
        `SELECT ${columns.join(', ')}, dt FROM ${table} ${where}`,
      );
      assert.deepEqual(rows, [
        [
          'true',
          '-2147483648',
          '9007199254740991',
          '5.0E-1',
          '1.0E-1',
          '1234567.89',
          '1234567890123456789.0123456789',
          event.s,
          '0001FF',
          '2024-02-29',
          '2024-12-28T18:01:02.239Z',
          '{"a":[1,null]}',
          '{"on":true,"timestamp":"2024-12-28 18:01:02.239","inner":{"n":7}}',
          '["a","","c"]',
          '[{"x":1.5,"y":2.5},{"x":3.0,"y":null}]',
          '{"x":1,"y z":2}',
          '2024-12-28',
        ],
        [...columns.map(() => null), '2024-12-28'],
      ]);
    });

    it('what Athena has no type for: uuid as bytes, microseconds to the millisecond', async (t) => {
      const id = '123e4567-e89b-12d3-a456-426614174000';
      const records = [
        { value: { id, at: '2024-12-28T18:01:02.239499Z' }, timestamp: '2024-12-28T18:00:00Z' },
      ];
      const columns = { id: 'uuid', at: 'timestamp(6)' };
      const sink = {
        keyPrefix: 'odd/',
        encoding: { codec: 'parquet', parquet: { schema: columns, unknownFields: 'drop' } },
      };
      const { table } = await stored(t, 'odd_types', sink, records);
      assert.deepEqual(await trinoRows(trino, `SELECT CAST(at AS varchar) FROM ${table}`), [
        ['2024-12-28 18:01:02.239'],
      ]);
      assert.deepEqual(await trinoRows(trino, `SELECT to_hex(id) FROM ${table}`), [
        [id.replaceAll('-', '').toUpperCase()],
      ]);
    });

    it('values of other kinds than those of the sample: cut, null, or as text', async (t) => {
      const records = [{ value: '{"n":1,"d":1.0,"s":"a"}', timestamp: '2024-12-28T18:00:00Z' }];
      const { table, input } = await stored(t, 'later', { keyPrefix: 'later/' }, records);
      const types = input.StorageDescriptor.Columns.slice(0, 3).map(({ Type }) => Type);
      assert.deepEqual(types, ['bigint', 'double', 'string']);
      const Body = '{"n":2.5,"d":3,"s":{"b":[1]}}\n{"n":"x","d":4,"s":1.0}\n';
      const put = { Bucket: bucket.name, Key: 'later/more.ndjson', Body };
      await bucket.client.send(new PutObjectCommand(put));
      assert.deepEqual(await trinoRows(trino, `SELECT n, d, s FROM ${table} ORDER BY d`), [
        [1, 1, 'a'],
        [2, 3, '{"b":[1]}'],
        [null, 4, '1.0'],
      ]);
    });

    for (const compression of ['none', 'gzip', 'zstd'] as const) {
      it(`lines of JSON in several compressed pieces: ${compression}`, async (t) => {
        const count = 20_000;
        const records = Array.from({ length: count }, (_, n) => {
          const value = {
            n,
            half: n / 2,
            text: `${n}`.repeat(20),
            on: n % 2 === 0,
            in: { n: [n] },
          };
          return { value, timestamp: '2024-12-28T18:00:00Z' };
        });
        const sink = { keyPrefix: `${compression}/%Y/%m/%d/%H/`, compression };
        const { table, input } = await stored(t, `lines_${compression}`, sink, records);
        assert.deepEqual(input.PartitionKeys, [{ Name: 'hour', Type: 'string' }]);
        const sums =
          'count(*), sum(n), sum(half), sum(length(text)), count_if("on"), sum("in".n[1]), count(DISTINCT n)';
        const query = `SELECT ${sums} FROM ${table} WHERE hour = '2024/12/28/18'`;
        const sum = (count * (count - 1)) / 2;
        const chars = records.reduce((all, { value }) => all + value.text.length, 0);
        assert.deepEqual(await trinoRows(trino, query), [
          [count, sum, sum / 2, chars, count / 2, sum, count],
        ]);
      });
    }

    it('Parquet files with page indexes and bloom filters, looked up by a value', async (t) => {
      const count = 50_000;
      const records = Array.from({ length: count }, (_, n) => {
        const value = { n, id: `device-${(n * 7919) % count}`, half: n / 2, in: { tag: `t${n}` } };
        return { value, timestamp: '2024-12-28T18:00:00Z' };
      });
      const columns = { n: 'int', id: 'string', half: 'double', in: 'struct<tag:string>' };
      const parquet = {
        schema: columns,
        unknownFields: 'drop',
        rowGroupBytes: 1_048_576,
        bloomFilterColumns: ['id', 'in.tag'],
      };
      const sink = { keyPrefix: 'bloom/', encoding: { codec: 'parquet', parquet } };
      const { table } = await stored(t, 'bloom', sink, records);
      const all = `SELECT count(*), sum(n), count(DISTINCT id), sum(half) FROM ${table}`;
      const sum = (count * (count - 1)) / 2;
      assert.deepEqual(await trinoRows(trino, all), [[count, sum, count, sum / 2]]);
      const named = (where: string): Promise<readonly (readonly unknown[])[]> =>
        trinoRows(trino, `SELECT n FROM ${table} WHERE ${where} ORDER BY n`);
      assert.deepEqual(await named("id = 'device-7919'"), [[1]]);
      assert.deepEqual(await named("id = 'device-none'"), []);
      assert.deepEqual(await named(`"in".tag = 't49999'`), [[49_999]]);
      assert.deepEqual(await named('n BETWEEN 20000 AND 20002'), [[20_000], [20_001], [20_002]]);
    });

    it('rows of CSV as text: quotes, backslashes, a header, gzip', async (t) => {
      const name = 'C:\\temp\\"x", äöü\t;';
      const records = [
        { value: { id: 9007199254740991, name, place: { lat: 1.5 }, tags: ['a', 'b'] } },
        { value: { id: 2, name: '', place: null } },
        { value: { id: 3, name: ' leading' } },
      ].map((record) => ({ ...record, timestamp: '2024-12-28T18:00:00Z' }));
      for (const [format, csv] of [
        ['csv_plain', { header: true }],
        ['csv_odd', { delimiter: ';', quote: "'" }],
        ['csv_tabs', { delimiter: '\t', header: true }],
      ] as const) {
        const fields = ['id', 'name', 'place.lat', 'tags', 'nothing'];
        const encoding = { codec: 'csv', csv: { fields, ...csv } };
        const sink = { keyPrefix: `${format}/%Y-%m-%d/`, encoding, compression: 'gzip' };
        const { table } = await stored(t, format, sink, records);
        const query = `SELECT id, name, place_lat, tags, nothing FROM ${table} WHERE day = '2024-12-28' ORDER BY id DESC`;
        assert.deepEqual(await trinoRows(trino, query), [
          ['9007199254740991', name, '1.5', '["a","b"]', ''],
          ['3', ' leading', '', '', ''],
          ['2', '', '', '', ''],
        ]);
      }
    });

    it('rows of numbers alone with their types', async (t) => {
      const records = [
        { value: { n: 1, share: 0.5, on: true }, timestamp: '2024-12-28T18:00:00Z' },
        { value: { n: -2, share: 1e21, on: false }, timestamp: '2024-12-28T18:00:00Z' },
        { value: {}, timestamp: '2024-12-28T18:00:00Z' },
      ];
      const encoding = { codec: 'csv', csv: { fields: ['n', 'share', 'on'], header: true } };
      const { table } = await stored(t, 'numbers', { keyPrefix: 'numbers/', encoding }, records);
      assert.deepEqual(await trinoRows(trino, `SELECT n, share, "on" FROM ${table} ORDER BY n`), [
        [-2, 1e21, false],
        [1, 0.5, true],
        [null, null, null],
      ]);
    });

    for (const compression of ['deflate', 'snappy', 'zstandard', 'none'] as const) {
      it(`every type of an Avro column, ${compression}`, async (t) => {
        const columns = {
          ...schema,
          id: 'uuid',
          fine: 'timestamp(6)',
          UpperCase: 'bigint not null',
        };
        const avro = { schema: columns, onTypeConflict: 'dead_letter', compression };
        const id = '123e4567-e89b-12d3-a456-426614174000';
        const records = [
          { value: { ...event, id, fine: '2024-12-28T18:01:02.239499Z', UpperCase: 1, more: 7 } },
          { value: { UpperCase: 2 } },
        ].map((record) => ({ ...record, timestamp: '2024-12-28T18:00:00Z' }));
        const sink = { keyPrefix: `avro_${compression}/`, encoding: { codec: 'avro', avro } };
        const { table } = await stored(t, `avro_${compression}`, sink, records);
        const names = [...Object.keys(columns), '_rest'];
        const selected = names.map((name) => {
          if (name === 'bytes') return `to_hex("${name}")`;
          if (name === '_rest') return `json_extract_scalar(_rest, '$.more')`;
          const isNested = ['st', 'tags', 'points', 'labels'].includes(name);
          return isNested ? `json_format(CAST("${name}" AS json))` : `CAST("${name}" AS varchar)`;
        });
        const query = `SELECT ${selected.join(', ')} FROM ${table} ORDER BY uppercase`;
        assert.deepEqual(await trinoRows(trino, query), [
          [
            'true',
            '-2147483648',
            '9007199254740991',
            '5.0E-1',
            '1.0E-1',
            '1234567.89',
            '1234567890123456789.0123456789',
            event.s,
            '0001FF',
            '2024-02-29',
            '2024-12-28 18:01:02.239',
            '{"a":[1,null]}',
            '{"on":true,"timestamp":"2024-12-28 18:01:02.239","inner":{"n":7}}',
            '["a","","c"]',
            '[{"x":1.5,"y":2.5},{"x":3.0,"y":null}]',
            '{"x":1,"y z":2}',
            id,
            '1735408862239499',
            '1',
            '7',
          ],
          names.map((name) => (name === 'UpperCase' ? '2' : null)),
        ]);
      });
    }

    it('Avro files without a schema, whose columns differ', async (t) => {
      const records = [
        { value: { n: 1, s: 'a', 'odd name': 1 }, timestamp: '2024-12-28T17:00:00Z' },
        { value: { n: 2, later: [true] }, timestamp: '2024-12-28T18:00:00Z' },
      ];
      const sink = { keyPrefix: 'free/%Y-%m-%d-%H/', encoding: { codec: 'avro' } };
      const { table } = await stored(t, 'free', sink, records);
      const where = "hour BETWEEN '2024-12-28-17' AND '2024-12-28-18'";
      const query = `SELECT n, s, later, _rest FROM ${table} WHERE ${where} ORDER BY n`;
      assert.deepEqual(await trinoRows(trino, query), [
        [1, 'a', null, '{"\\"odd name\\"":1}'],
        [2, null, [true], null],
      ]);
    });

    for (const [name, keyPrefix, where] of [
      [
        'parts',
        'parts/year=%Y/month=%m/day=%d/hour=%H/',
        "year = '2024' AND month = '12' AND day = '28' AND hour = '18'",
      ],
      [
        'both',
        'both/dt=%Y-%m-%d/dth=%Y-%m-%d-%H/',
        "dt = '2024-12-28' AND dth BETWEEN '2024-12-28-18' AND '2024-12-28-23'",
      ],
      ['quoted', 'quoted/at=%Y-%m-%dT%H/', "at = '2024-12-28T18'"],
      ['field', 'field/site={{ site.id }}/%Y/%j/', "partition_site = 'b' AND day = '2024/363'"],
      ['mixed', 'mixed/{{ n }}-of-%B/%Y%m%d/', "partition_n = '7' AND day = '20241228'"],
    ] as const) {
      it(`folders of ${keyPrefix}`, async (t) => {
        const records = [
          { value: { n: 6, site: { id: 'a' } }, timestamp: '2024-12-28T17:00:00Z' },
          { value: { n: 7, site: { id: 'b' } }, timestamp: '2024-12-28T18:00:00Z' },
        ];
        const { table } = await stored(t, name, { keyPrefix }, records);
        const query = `SELECT n FROM ${table} WHERE ${where} AND n > 0`;
        assert.deepEqual(await trinoRows(trino, query), [[7]]);
      });
    }
  },
);
