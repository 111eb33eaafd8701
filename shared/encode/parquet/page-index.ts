import { GrowableTarget } from '../byte-target.ts';
import type { ColumnType } from '../columns/column-type.ts';
import type { Range } from './leaf/bounds.ts';
import type { Page } from './leaf/leaf.ts';
import { compareOf } from './physical.ts';
import { boundsOf } from './statistics.ts';
import { ThriftWriter } from './thrift.ts';

/** Parquet's numbers for how the bounds of pages follow each other. */
const orders = { none: 0, ascending: 1, descending: 2 } as const;

const nothing = new Uint8Array(0);

/** Where a page lies. */
export interface PagePlace {
  readonly offset: number;
  /** With its header. */
  readonly bytes: number;
  /** Rows of the group before it. */
  readonly firstRow: number;
}

/**
 * Between what the values of each page of a column chunk lie: with it readers skip pages, as they skip row groups by
 * statistics. Null where a page has values, and no bounds that are short.
 */
export function columnIndexOf(
  type: ColumnType,
  pages: readonly Pick<Page, 'nulls' | 'range'>[],
): Buffer | null {
  const bounds = pages.map(({ range }) => (range === null ? null : boundsOf(type, range)));
  if (bounds.some((one, page) => one === null && pages[page]?.range !== null)) return null;
  const target = new GrowableTarget(256);
  const thrift = new ThriftWriter(target);
  thrift.bools(
    1,
    bounds.map((one) => one === null),
  );
  thrift.binaries(
    2,
    bounds.map((one) => one?.lower.bytes ?? nothing),
  );
  thrift.binaries(
    3,
    bounds.map((one) => one?.upper.bytes ?? nothing),
  );
  const ranges = pages.flatMap(({ range }) => (range === null ? [] : [range]));
  thrift.i32(4, orderOf(type, ranges));
  thrift.i64s(
    5,
    pages.map(({ nulls }) => nulls),
  );
  thrift.end();
  return target.written();
}

/** Where the pages of a column chunk lie, so that a reader finds the rows in one that it has found in another. */
export function offsetIndexOf(pages: readonly PagePlace[]): Buffer {
  const target = new GrowableTarget(256);
  const thrift = new ThriftWriter(target);
  thrift.structs(1, pages, ({ offset, bytes, firstRow }) => {
    thrift.i64(1, offset);
    thrift.i32(2, bytes);
    thrift.i64(3, firstRow);
  });
  thrift.end();
  return target.written();
}

function orderOf(type: ColumnType, ranges: readonly Range[]): number {
  const compare = compareOf(type);
  const follows = (isInOrder: (difference: number) => boolean): boolean =>
    ranges.every(({ min, max }, index) => {
      const before = ranges[index - 1];
      if (before === undefined) return true;
      return isInOrder(compare(before.min, min)) && isInOrder(compare(before.max, max));
    });
  if (follows((difference) => difference <= 0)) return orders.ascending;
  return follows((difference) => difference >= 0) ? orders.descending : orders.none;
}
