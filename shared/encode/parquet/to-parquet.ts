import type { Event } from '../../transform/model.ts';
import { pageCodecs, type ParquetCompression } from './codecs.ts';
import { type Column, type ColumnType, hasKind } from './column-type.ts';
import { Inference } from './infer.ts';
import { eachEvent, type HeldLines, type TakeEvent } from './ndjson-events.ts';
import type { RestRules } from './rest.ts';
import { ParquetFile } from './parquet-file.ts';

/** How a sink's files are made; can be sent to another thread. */
export interface ParquetOptions {
  /** Null: they follow from the events of each object. */
  readonly columns: readonly Column[] | null;
  readonly rest: RestRules;
  /** Paths of columns and of fields of structs: `device`, `position.id`. */
  readonly bloomFilterColumns: readonly string[];
  readonly compression: ParquetCompression;
  /** Lines of JSON that make a row group. */
  readonly rowGroupBytes: number;
  readonly createdBy: string;
}

/** Lines up to here are parsed once where their columns follow from them: as objects they take some times as much. */
const keptBytes = 16 * 1024 ** 2;

/**
 * Makes one Parquet file of the events of an object. Row groups end where the bytes of their lines say, so that the same
 * events give the same file. In memory are one row group, one piece, and the file.
 *
 * @throws {SluiceError} INTERNAL where an event lacks a required column, which is told before it is written
 */
export function toParquet(lines: HeldLines, options: ParquetOptions): readonly Uint8Array[] {
  const { bloomFilterColumns, compression, createdBy, rowGroupBytes } = options;
  const { columns, rest, each } = plan(lines, options);
  const codec = pageCodecs[compression];
  const file = new ParquetFile({ columns, rest, bloomFilterColumns, codec, createdBy });
  const pieces: Uint8Array[] = [];
  let groupBytes = 0;
  each((event, lineBytes) => {
    file.add(event);
    groupBytes += lineBytes;
    if (groupBytes < rowGroupBytes) return;
    file.endRowGroup();
    pieces.push(...file.take());
    groupBytes = 0;
  });
  file.finish();
  pieces.push(...file.take());
  return pieces;
}

interface Plan {
  readonly columns: readonly Column[];
  readonly rest: RestRules;
  /** Goes through the events. */
  readonly each: (take: TakeEvent) => void;
}

function plan(lines: HeldLines, { columns, rest }: ParquetOptions): Plan {
  if (columns === null) return inferredPlan(lines);
  const has = (kind: ColumnType['kind']): boolean =>
    columns.some(({ type }) => hasKind(type, kind));
  const exact = has('json') ? 'text' : has('decimal') ? 'decimals' : 'values';
  const each = (take: TakeEvent): void => eachEvent(lines, exact, take);
  return { columns, rest, each };
}

function inferredPlan(lines: HeldLines): Plan {
  const inference = new Inference();
  const kept: { readonly event: Event; readonly lineBytes: number }[] = [];
  let bytes = 0;
  eachEvent(lines, 'values', (event, lineBytes) => {
    inference.observe(event);
    bytes += lineBytes;
    if (bytes <= keptBytes) kept.push({ event, lineBytes });
    else kept.length = 0;
  });
  const each = (take: TakeEvent): void => {
    if (bytes > keptBytes) eachEvent(lines, 'values', take);
    else for (const { event, lineBytes } of kept) take(event, lineBytes);
  };
  const { columns, rest } = inference.columns();
  return { columns, rest: { column: rest, unknownFields: rest }, each };
}
