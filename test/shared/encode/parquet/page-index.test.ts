import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  parquetMetadata,
  parquetQuery,
  type ParquetQueryFilter,
  readColumnIndex,
  readOffsetIndex,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { columnsOf, fileOf, readWithDuckDb } from '../../../support/read-parquet.ts';

const columns = columnsOf({
  n: 'bigint',
  down: 'double',
  name: 'string',
  late: 'int',
  kind: 'string',
  on: 'boolean',
  tags: 'list<string>',
});

/** Three pages and a bit of each column, in one row group; pages of lists begin where rows do. */
const rows = 65_000;
const lines = Array.from({ length: rows }, (_, n) =>
  JSON.stringify({
    n,
    down: -n,
    // no dictionary is worth while, and bounds are cut short
    name: `${String(n).padStart(6, '0')} ${'é'.repeat(40)}`,
    late: n < 20_000 || n >= 40_000 ? n : null,
    kind: `kind ${Math.floor(n / 20_000)}`,
    on: n % 2 === 0,
    tags: Array.from({ length: n % 3 }, (_tag, at) => `${n} ${at}`),
  }),
);
const file = fileOf(lines, { columns, rowGroupBytes: 64 * 1024 ** 2 });
const buffer = new Uint8Array(file).buffer;

/** What hyparquet finds, and how many bytes it reads for it. */
async function query(
  filter: ParquetQueryFilter,
  usePageIndex: boolean,
): Promise<[unknown[], number]> {
  let bytes = 0;
  const counted = {
    byteLength: buffer.byteLength,
    slice: (start: number, end?: number) => {
      bytes += (end ?? buffer.byteLength) - start;
      return buffer.slice(start, end);
    },
  };
  const metadata = parquetMetadata(buffer);
  const found = await parquetQuery({ file: counted, metadata, compressors, filter, usePageIndex });
  return [found.map((row) => Number(row['n'])), bytes];
}

for (const [what, filter, expected] of [
  ['ascending numbers', { n: { $gte: 41_000n, $lt: 41_003n } }, [41_000, 41_001, 41_002]],
  ['descending numbers', { down: { $eq: -64_999 } }, [64_999]],
  ['texts with bounds that are cut short', { name: { $eq: `030000 ${'é'.repeat(40)}` } }, [30_000]],
  ['pages of nothing but nulls', { late: { $eq: 45_000 } }, [45_000]],
] as const) {
  test(`hyparquet finds by the bounds of pages, reading less: ${what}`, async () => {
    const given = filter as unknown as ParquetQueryFilter;
    const [without, all] = await query(given, false);
    const [found, some] = await query(given, true);
    assert.deepEqual([found, without], [expected, expected]);
    assert.ok(some < all, `${some} of ${all}`);
  });
}

test('every page is told with its bounds, its nulls, its place and its first row', () => {
  const [group] = parquetMetadata(buffer).row_groups;
  const chunks = Object.fromEntries(
    (group?.columns ?? []).map((chunk) => [chunk.meta_data?.path_in_schema[0] ?? '', chunk]),
  );
  const viewAt = (offset?: bigint, length?: number): { view: DataView; offset: number } => ({
    view: new DataView(buffer, Number(offset), length),
    offset: 0,
  });
  for (const [name, firstRows] of Object.entries({
    n: [0, 20_000, 40_000, 60_000],
    kind: [0, 20_000, 40_000, 60_000],
    tags: [0, 20_000, 40_000, 60_000],
    on: [0],
  })) {
    const chunk = chunks[name];
    const { page_locations: places } = readOffsetIndex(
      viewAt(chunk?.offset_index_offset, chunk?.offset_index_length),
    );
    assert.deepEqual(
      places.map(({ first_row_index: row }) => Number(row)),
      firstRows,
    );
    const data = chunk?.meta_data;
    const first = Number(data?.data_page_offset);
    const end = Number(data?.dictionary_page_offset ?? first) + Number(data?.total_compressed_size);
    let at = first;
    for (const { offset, compressed_page_size: bytes } of places) {
      assert.equal(Number(offset), at);
      at += bytes;
    }
    assert.equal(at, end);
  }
  const late = chunks['late'];
  const index = readColumnIndex(viewAt(late?.column_index_offset, late?.column_index_length), {
    name: 'late',
    type: 'INT32',
  });
  assert.deepEqual(index.null_pages, [false, true, false, false]);
  assert.deepEqual(index.null_counts?.map(Number), [0, 20_000, 0, 0]);
  assert.equal(index.boundary_order, 'ASCENDING');
});

test('DuckDB reads what is in pages', async () => {
  const sums = await readWithDuckDb(
    file,
    'SELECT sum(n)::DOUBLE AS n, count(late) AS late, count(DISTINCT kind) AS kinds, sum(len(tags))::DOUBLE AS tags FROM file',
  );
  assert.deepEqual(sums, [{ n: (rows * (rows - 1)) / 2, late: 45_000n, kinds: 4n, tags: 64_999 }]);
});
