import { parquetMetadataAsync } from 'hyparquet';

/** Part of an object of known length, from one position up to, and without, another. */
export interface RangedObject {
  readonly byteLength: number;
  readonly range: (start: number, end: number) => Promise<Buffer>;
}

/**
 * How many rows a Parquet file has, by its footer, which is all that is read of it.
 *
 * @throws what the store throws; {Error} where it is no whole file
 */
export async function parquetRows({ byteLength, range }: RangedObject): Promise<number> {
  const metadata = await parquetMetadataAsync({
    byteLength,
    slice: async (start, end = byteLength) => {
      const bytes = await range(start, end);
      return new Uint8Array(bytes).buffer;
    },
  });
  const rows = Number(metadata.num_rows);
  let counted = 0;
  for (const { columns, num_rows: inGroup } of metadata.row_groups) {
    counted += Number(inGroup);
    for (const { meta_data: data } of columns) {
      const start = Number(data?.dictionary_page_offset ?? data?.data_page_offset);
      const end = start + Number(data?.total_compressed_size);
      if (!(start >= 4 && end <= byteLength)) throw new Error('a column lies outside of it');
    }
  }
  if (counted !== rows) throw new Error(`its row groups have ${counted} rows, not ${rows}`);
  return rows;
}
