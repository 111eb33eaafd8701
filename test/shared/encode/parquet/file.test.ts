import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { parseColumn } from '../../../../shared/encode/columns/parse-type.ts';
import type { ParquetCompression } from '../../../../shared/encode/parquet/codecs.ts';
import {
  columnsOf,
  fileOf,
  fileOfPieces,
  readWithDuckDb,
  readWithHyparquet,
} from '../../../support/read-parquet.ts';

function metadataOf(file: Buffer): ReturnType<typeof parquetMetadata> {
  return parquetMetadata(new Uint8Array(file).buffer);
}

describe('nested columns', () => {
  const columns = columnsOf({
    tags: 'list<string>',
    grid: 'list<list<int>>',
    pos: 'struct<lat:double,to:list<struct<id:bigint,at:timestamp>>>',
    attrs: 'map<string,list<double>>',
  });
  const lines = [
    '{"tags":["a",null,"b"],"grid":[[1,2],[],null,[null]],"pos":{"lat":1.5,"to":[{"id":1,"at":0},{},null]},"attrs":{"x":[1.5,null],"y":null,"z":[]}}',
    '{"tags":[],"grid":[],"pos":{},"attrs":{}}',
    '{"tags":null}',
    '{"pos":{"to":[]}}',
    '{"tags":["c"]}',
  ];
  const entry = (key: string, value: unknown): object => ({ key, value });
  const expected = [
    {
      tags: ['a', null, 'b'],
      grid: [[1, 2], [], null, [null]],
      pos: {
        lat: 1.5,
        to: [{ id: 1n, at: new Date(0) }, { id: null, at: null }, null],
      },
      attrs: [entry('x', [1.5, null]), entry('y', null), entry('z', [])],
      _rest: null,
    },
    { tags: [], grid: [], pos: { lat: null, to: null }, attrs: [], _rest: null },
    { tags: null, grid: null, pos: null, attrs: null, _rest: null },
    { tags: null, grid: null, pos: { lat: null, to: [] }, attrs: null, _rest: null },
    { tags: ['c'], grid: null, pos: null, attrs: null, _rest: null },
  ];

  it('tell an empty list from null, and null from a struct of nulls', async () => {
    assert.deepEqual(await readWithDuckDb(fileOf(lines, { columns })), expected);
  });

  it('keep what does not fit beside them, by its path', async () => {
    const odd = [
      '{"tags":["a",5],"grid":[[1],[2,"x"]],"pos":{"lat":"n","to":[{"id":1,"name":"b"}],"a b":true},"attrs":{"x":[1,"q"],"y":7},"more":{"deep":1},"none":null}',
      '{"tags":"a","grid":{},"pos":1,"attrs":[]}',
    ];
    const rows = await readWithDuckDb(fileOf(odd, { columns }));
    assert.deepEqual(
      rows.map(({ _rest }) => JSON.parse(_rest as string) as unknown),
      [
        {
          'tags[1]': 5,
          'grid[1][1]': 'x',
          'pos.lat': 'n',
          'pos.to[0].name': 'b',
          'pos."a b"': true,
          'attrs.x[1]': 'q',
          'attrs.y': 7,
          more: { deep: 1 },
        },
        { tags: 'a', grid: {}, pos: 1, attrs: [] },
      ],
    );
    assert.deepEqual(rows[0]?.['tags'], ['a', null]);
    assert.deepEqual(rows[1]?.['attrs'], null);
  });
});

test('unknown fields can be left out, while what does not fit is kept', async () => {
  const columns = columnsOf({ a: 'int' });
  const rest = { column: true, unknownFields: false };
  const rows = await readWithDuckDb(
    fileOf(['{"a":1,"b":2}', '{"a":"x","b":2}'], { columns, rest }),
  );
  assert.deepEqual(rows, [
    { a: 1, _rest: null },
    { a: null, _rest: '{"a":"x"}' },
  ]);
});

test('a value that was to be rejected before is no silent null', () => {
  const columns = columnsOf({ a: 'int not null' });
  const rest = { column: false, unknownFields: false };
  for (const line of ['{"a":"x"}', '{"a":null}']) {
    assert.throws(() => fileOf([line], { columns, rest }), { code: 'INTERNAL' });
  }
});

/** More than a page, than a dictionary, than a row group; with values that repeat first and do not later. */
function manyLines(count: number): string[] {
  return Array.from({ length: count }, (_, id) => {
    const text = id < 5000 ? `device ${id % 7}` : `device ${id} ${'x'.repeat(id % 90)}`;
    const list = Array.from({ length: id % 4 }, (_item, at) => (at === 2 ? null : id * at));
    return JSON.stringify({
      id,
      text,
      same: 'same',
      half: id % 3 === 0 ? null : id / 2,
      list,
      on: id % 5 < 2,
    });
  });
}

test('rows come back over pages and row groups, whatever the file is compressed with', async () => {
  const lines = manyLines(30_000);
  const columns = columnsOf({
    id: 'bigint',
    text: 'string',
    same: 'string',
    half: 'double',
    list: 'list<bigint>',
    on: 'boolean',
  });
  const expected = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const compression of ['zstd', 'snappy', 'gzip', 'none'] as ParquetCompression[]) {
    for (const rowGroupBytes of [1024 ** 2, 64 * 1024 ** 2]) {
      const file = fileOf(lines, { columns, compression, rowGroupBytes });
      const { row_groups: groups } = metadataOf(file);
      assert.equal(groups.length > 1, rowGroupBytes === 1024 ** 2);
      for (const read of [readWithHyparquet, readWithDuckDb]) {
        const rows = await read(file);
        assert.equal(rows.length, expected.length);
        for (const [index, row] of rows.entries()) {
          const { list, _rest, ...others } = row;
          const numbers = (list as unknown[]).map((item) => (item === null ? null : Number(item)));
          const found = { ...others, id: Number(row['id']), list: numbers };
          assert.deepEqual(found, expected[index]);
        }
      }
    }
  }
});

test('the same events give the same file, however they were cut into pieces', () => {
  const lines = manyLines(3000);
  const text = Buffer.from(`${lines.join('\n')}\n`);
  const whole = fileOf(lines);
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 20 }), (cuts) => {
      const borders = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      const pieces = borders.slice(1).map((end, at) => text.subarray(borders[at], end));
      assert.ok(fileOfPieces(pieces).equals(whole));
    }),
    { numRuns: 20 },
  );
});

describe('statistics', () => {
  const columns = columnsOf({
    n: 'bigint',
    f: 'double',
    s: 'string',
    b: 'binary',
    d: 'decimal(38,2)',
  });
  const statisticsOf = (lines: readonly string[]): Record<string, object> => {
    const [group] = metadataOf(fileOf(lines, { columns })).row_groups;
    return Object.fromEntries(
      (group?.columns ?? []).map(({ meta_data: data }) => [
        data?.path_in_schema.join('.') ?? '',
        data?.statistics ?? {},
      ]),
    );
  };

  it('bound the values, and count the nulls', () => {
    const { n, f, s } = statisticsOf([
      '{"n":5,"f":0,"s":"\ue000"}',
      '{"n":-9223372036854775808,"f":0.5,"s":"\u{1f600}"}',
      '{"n":null,"s":"ab"}',
    ]);
    assert.deepEqual(pick(n), { min_value: -(2n ** 63n), max_value: 5n, null_count: 1n });
    assert.deepEqual(pick(f), { min_value: -0, max_value: 0.5, null_count: 1n });
    assert.deepEqual(pick(s), { min_value: 'ab', max_value: '\u{1f600}', null_count: 0n });
  });

  it('of long texts are short, whole characters, and still bounds', () => {
    const longest = 'ä'.repeat(100);
    const { s } = statisticsOf([`{"s":"${longest}"}`]);
    const { min_value: min, max_value: max } = pick(s) as { min_value: string; max_value: string };
    assert.equal(min, 'ä'.repeat(32));
    assert.equal(max, `${'ä'.repeat(31)}å`);
    const { s: highest } = statisticsOf([`{"s":"${'\u{10ffff}'.repeat(30)}"}`]);
    assert.equal(pick(highest)['max_value'], undefined);
  });

  it('find rows that a query asks for', async () => {
    const lines = Array.from({ length: 40_000 }, (_, n) => {
      return JSON.stringify({
        n,
        f: -n,
        s: `${'ö'.repeat(40)}${n}`,
        b: Buffer.from([n >> 8, n & 255]).toString('base64'),
        d: n - 7,
      });
    });
    const file = fileOf(lines, { columns });
    for (const where of [
      'n = 39999',
      'f = -12345',
      `s = '${'ö'.repeat(40)}20000'`,
      "b = '\\x10\\x01'::BLOB",
      'd = -6',
    ]) {
      const rows = await readWithDuckDb(file, `SELECT count(*) AS found FROM file WHERE ${where}`);
      assert.deepEqual(rows, [{ found: 1n }], where);
    }
  });

  function pick(statistics: object | undefined): Record<string, unknown> {
    const { min_value, max_value, null_count } = (statistics ?? {}) as Record<string, unknown>;
    return { min_value, max_value, null_count };
  }
});

describe('a type in a schema', () => {
  it('goes by the names of Athena, Spark and SQL', () => {
    const names = { INT: 'int', integer: 'int', long: 'bigint', 'array<varchar>': 'list<string>' };
    for (const [name, same] of Object.entries(names)) {
      assert.deepEqual(columnsOf({ v: name }), columnsOf({ v: same }));
    }
  });

  it('is told with what is wrong', () => {
    const faults: readonly (readonly [type: string, fault: string])[] = [
      ['', "'' is no type"],
      ['text', "'text' is no type"],
      ['timestamp(9)', "'timestamp' is no type"],
      ['list<int', "'>' is missing at ''"],
      ['struct<>', "a field's name is missing at '>'"],
      ['struct<a:int,A:int>', "field 'A' is there twice"],
      ['struct<a int>', "':' is missing at 'int>'"],
      ['map<int,int>', "a map's keys are string"],
      ['decimal(39,2)', 'decimal takes (p,s) with p from 1 to 38 and s from 0 to p'],
      ['decimal(3,4)', 'decimal takes (p,s) with p from 1 to 38 and s from 0 to p'],
      ['int not nul', "'not nul' is too much"],
      [`${'list<'.repeat(20)}int${'>'.repeat(20)}`, 'nested deeper than 16'],
    ];
    for (const [type, fault] of faults) {
      assert.deepEqual(parseColumn('v', type), { ok: false, fault }, type);
    }
  });
});
