import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { parquetMetadata } from 'hyparquet';
import { bloomFilterOf } from '../../../../../shared/encode/parquet/bloom/split-block-filter.ts';
import { xxh64 } from '../../../../../shared/xxh64.ts';
import { columnsOf, fileOf, readWithDuckDb, type Row } from '../../../../support/read-parquet.ts';

const schema = {
  n: 'bigint',
  small: 'int',
  name: 'string',
  day: 'date',
  data: 'binary',
  part: 'struct<id:string>',
};
const columns = columnsOf(schema);
const bloomFilterColumns = ['n', 'small', 'name', 'day', 'data', 'part.id'];

/** Two of each value, none in the order of min and max, over several row groups. */
const lines = Array.from({ length: 20_000 }, (_, row) => {
  const n = ((row >> 1) * 7919) % 10_007;
  const name = `device ${n} ${'ö'.repeat(n % 30)}`;
  const day = new Date(n * 86_400_000).toISOString().slice(0, 10);
  const data = Buffer.from(`data ${n}`).toString('base64');
  return JSON.stringify({ n, small: -n, name, day, data, part: { id: `id ${n}` } });
});
const file = fileOf(lines, { columns, bloomFilterColumns });

/** Row groups that DuckDB finds a value excluded from. */
async function excluded(column: string, value: string): Promise<readonly boolean[]> {
  const rows = await readWithDuckDb(
    file,
    `SELECT bloom_filter_excludes AS excludes FROM parquet_bloom_probe(getvariable('path'), '${column}', ${value})`,
  );
  return rows.map(({ excludes }) => excludes as boolean);
}

describe('a bloom filter', () => {
  for (const [column, there, missing] of [
    ['n', '7919', '10008'],
    ['small', '(-7919)::INTEGER', '10008::INTEGER'],
    ['name', `'device 7919 ${'ö'.repeat(29)}'`, "'device'"],
    ['day', "DATE '1991-09-07'", "DATE '2020-01-01'"],
    ['data', "'data 7919'::BLOB", "'data'::BLOB"],
  ] as const) {
    it(`of ${column} excludes, as DuckDB reads it, what is not there and nothing else`, async () => {
      const found = await excluded(column, there);
      assert.ok(found.length > 2 && found.includes(false) && found.includes(true), String(found));
      assert.ok((await excluded(column, missing)).every(Boolean));
    });
  }

  it('lets a query find every value', async () => {
    const rows = await readWithDuckDb(
      file,
      `SELECT count(*) AS found FROM file JOIN (SELECT unnest([0, 7919, 10006]) AS n) USING (n)`,
    );
    assert.deepEqual(rows, [{ found: 6n }]);
    for (const where of ["name = 'device 0 '", "part.id = 'id 3'", "day = DATE '1970-01-04'"]) {
      const found = await readWithDuckDb(file, `SELECT count(*) AS found FROM file WHERE ${where}`);
      assert.deepEqual(found, [{ found: 2n }], where);
    }
  });
});

test('only columns that were named have bloom filters, and their bytes are theirs alone', () => {
  const { row_groups: groups } = parquetMetadata(new Uint8Array(file).buffer);
  const others = parquetMetadata(new Uint8Array(fileOf(lines, { columns })).buffer);
  for (const { columns: chunks } of others.row_groups) {
    assert.ok(chunks.every(({ meta_data: data }) => data?.bloom_filter_offset === undefined));
  }
  for (const { columns: chunks } of groups) {
    const having = chunks.filter(({ meta_data: data }) => data?.bloom_filter_offset !== undefined);
    const paths = having.map(({ meta_data: data }) => data?.path_in_schema.join('.'));
    assert.deepEqual(paths, bloomFilterColumns);
  }
});

test('columns that a file without a schema does not have are passed over', async () => {
  const odd = fileOf(['{"a":true}', '{"a":false}'], { bloomFilterColumns: ['a', 'b'] });
  assert.deepEqual(await readWithDuckDb(odd), [{ a: true }, { a: false }] satisfies Row[]);
});

/** Whether the bits of a value are all set in the block that is its own. */
function seemsThere(filter: Buffer, value: Buffer): boolean {
  const { high } = xxh64(value, 0, value.length);
  const block = Math.floor(((high >>> 0) * (filter.length / 32)) / 2 ** 32);
  const bits = bloomFilterOf({ bytes: value, count: 1 }, value.length);
  return bits.every((byte, at) => ((filter[block * 32 + at] ?? 0) & byte) === byte);
}

test('it is as large as its different values need, and wrong about one in a hundred', () => {
  const values = (count: number, each: number): Buffer => {
    const numbers = Float64Array.from({ length: count }, (_, at) => Math.floor(at / each));
    return Buffer.from(numbers.buffer);
  };
  const filter = bloomFilterOf({ bytes: values(13_000, 1), count: 13_000 }, 8);
  // 9.7 bits each, up to the next power of two
  assert.equal(filter.length, 16_384);
  const repeated = bloomFilterOf({ bytes: values(104_000, 8), count: 104_000 }, 8);
  assert.ok(repeated.equals(filter));
  const all = values(33_000, 1);
  const asked = (number: number): boolean =>
    seemsThere(filter, all.subarray(number * 8, number * 8 + 8));
  const seeming = Array.from({ length: 33_000 }, (_, number) => asked(number));
  assert.ok(seeming.slice(0, 13_000).every(Boolean));
  const wrong = seeming.slice(13_000).filter(Boolean).length;
  assert.ok(wrong > 20_000 * 0.003 && wrong < 20_000 * 0.015, `${wrong} of 20,000`);
});
