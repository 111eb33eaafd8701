import { createHash } from 'node:crypto';
import { parquetMetadata, parquetQuery, type ParquetQueryFilter } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { Column } from '../../shared/encode/columns/column-type.ts';
import { type ParquetOptions, toParquet } from '../../shared/encode/parquet/to-parquet.ts';

/** A column of ids that each event has another of, in no order, as traces and orders have them. */
const trace: Column = { name: 'trace', type: { kind: 'string' }, required: false };

/** The id of the event of this number. */
export function traceOf(number: number): string {
  return createHash('md5').update(String(number)).digest('hex').slice(0, 16);
}

/** What a query for a few rows reads, in bytes of pages, indexes and filters. */
export interface Lookup {
  readonly query: string;
  readonly statistics: number;
  readonly pageIndex: number;
  readonly bloomFilter: number;
}

export interface Lookups {
  readonly lookups: readonly Lookup[];
  readonly fileBytes: number;
  /** Of the file's bytes, how many the filters take. */
  readonly filterBytes: number;
}

/**
 * Asks a file of events with traces for one minute, and for one trace, by hyparquet: it skips row groups by statistics, and
 * pages and more row groups where it is told to.
 */
export async function measureLookups(
  pieces: readonly Uint8Array[],
  options: ParquetOptions,
  { minute, found }: { readonly minute: readonly [Date, Date]; readonly found: string },
): Promise<Lookups> {
  const columns = [...(options.columns ?? []), trace];
  const made = toParquet(
    { pieces, compressed: true },
    { ...options, columns, bloomFilterColumns: [trace.name] },
  );
  const file = new Uint8Array(Buffer.concat(made)).buffer;
  const ask = async (filter: ParquetQueryFilter): Promise<Omit<Lookup, 'query'>> => ({
    statistics: await bytesRead(file, filter, {}),
    pageIndex: await bytesRead(file, filter, { usePageIndex: true }),
    bloomFilter: await bytesRead(file, filter, { useBloomFilters: true }),
  });
  const [from, to] = minute;
  const lookups = [
    { query: 'one minute', ...(await ask({ timestamp: { $gte: from, $lt: to } })) },
    { query: 'one trace', ...(await ask({ trace: { $eq: found } })) },
  ];
  const { row_groups: groups } = parquetMetadata(file);
  const filterBytes = groups
    .flatMap((group) => group.columns)
    .reduce((sum, { meta_data: data }) => sum + (data?.bloom_filter_length ?? 0), 0);
  return { lookups, fileBytes: file.byteLength, filterBytes };
}

async function bytesRead(
  file: ArrayBuffer,
  filter: ParquetQueryFilter,
  how: { readonly usePageIndex?: boolean; readonly useBloomFilters?: boolean },
): Promise<number> {
  let bytes = 0;
  const counted = {
    byteLength: file.byteLength,
    slice: (start: number, end = file.byteLength) => {
      bytes += end - start;
      return file.slice(start, end);
    },
  };
  const metadata = parquetMetadata(file);
  const columns = ['device_name', 'one', ...Object.keys(filter)];
  await parquetQuery({ file: counted, metadata, compressors, columns, filter, ...how });
  return bytes;
}
