import type { AvroModel, ParquetModel, S3SinkModel } from '../../../shared/pipeline/model.ts';
import { avroSchema, withAvroNames } from '../../../shared/encode/avro/avro-schema.ts';
import type { Column } from '../../../shared/encode/columns/column-type.ts';
import { restColumn } from '../../../shared/encode/columns/rest.ts';
import { athenaColumns, type TableColumn, type TableColumns } from './columns.ts';
import { csvColumns, csvFormat, csvSerde } from './csv-table.ts';
import { type Layout, layoutOf } from './partitions.ts';
import type { Sampled } from './sample.ts';

/** The table of a sink, as Athena and Glue know it. */
export interface Table {
  readonly database: string | null;
  readonly name: string;
  readonly sink: string;
  readonly pipeline: string;
  readonly columns: readonly TableColumn[];
  readonly layout: Layout;
  readonly location: string;
  /** `delimited`: rows of numbers alone, without quotes. */
  readonly format: 'avro' | 'csv' | 'delimited' | 'json' | 'parquet' | 'text';
  readonly properties: ReadonlyMap<string, string>;
  readonly serde: ReadonlyMap<string, string>;
  /** About the columns. */
  readonly warnings: readonly string[];
}

export interface TableOptions {
  readonly pipeline: string;
  readonly sink: string;
  readonly model: S3SinkModel;
  readonly database: string | null;
  readonly name: string;
  readonly startMs: number;
  /** Null: its columns are given. */
  readonly sampled: Sampled | null;
}

/** Makes the table of one sink of what its pipeline says, and of a sample where that does not say the columns. */
export function tableOf(options: TableOptions): Table {
  const { model, sampled, startMs } = options;
  const format = formatOf(model, sampled);
  const { columns, warnings } = columnsOf(model, sampled, format);
  const taken = columns.map(({ name }) => name);
  const layout = layoutOf(model, { startMs, taken });
  const root = `s3://${model.store.bucket}/`;
  return {
    ...options,
    columns,
    layout,
    location: root + layout.folder,
    format,
    properties: propertiesOf(layout, root, format, model),
    serde: serdeOf(columns, format, model, sampled),
    warnings,
  };
}

/** Whether the columns of a sink follow from a sample alone. */
export function needsSample({ encoding }: S3SinkModel): boolean {
  if (encoding.codec === 'csv') return false;
  return !('columns' in encoding) || encoding.columns === null;
}

/** Whether a sample says more of it. */
export function takesSample(sink: S3SinkModel): boolean {
  return sink.encoding.codec === 'csv' || needsSample(sink);
}

function formatOf({ encoding }: S3SinkModel, sampled: Sampled | null): Table['format'] {
  if (encoding.codec === 'parquet' || encoding.codec === 'avro') return encoding.codec;
  if (encoding.codec === 'csv') return csvFormat(encoding, sampled);
  return sampled?.columns === null ? 'text' : 'json';
}

function columnsOf(
  { encoding }: S3SinkModel,
  sampled: Sampled | null,
  format: Table['format'],
): TableColumns {
  if (format === 'text') {
    return { columns: [{ name: 'message', type: 'string', field: null }], warnings: [] };
  }
  if (encoding.codec === 'csv' && (format === 'csv' || format === 'delimited')) {
    return csvColumns(encoding, sampled, format);
  }
  if (encoding.codec !== 'parquet' && encoding.codec !== 'avro') {
    return athenaColumns(sampled?.columns ?? [], 'json');
  }
  const { columns, hasRest } = fileColumns(encoding, sampled);
  const rest = { name: restColumn, type: { kind: 'string' }, required: false } as const;
  return athenaColumns(hasRest ? [...columns, rest] : columns, encoding.codec);
}

/** The columns of a sink's files, and whether there is one for what has none. */
function fileColumns(
  { codec, columns, onTypeConflict, unknownFields }: AvroModel | ParquetModel,
  sampled: Sampled | null,
): { readonly columns: readonly Column[]; readonly hasRest: boolean } {
  if (columns !== null) {
    return { columns, hasRest: onTypeConflict === 'rest' || unknownFields === 'rest' };
  }
  const found = sampled?.columns ?? [];
  const named = codec === 'avro' ? withAvroNames(found) : found;
  return { columns: named, hasRest: sampled?.isPart === true || named.length < found.length };
}

function propertiesOf(
  { partitions, template }: Layout,
  root: string,
  format: Table['format'],
  { encoding }: S3SinkModel,
): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  if (format !== 'text') properties.set('classification', format === 'delimited' ? 'csv' : format);
  if (encoding.codec === 'csv' && encoding.header) properties.set('skip.header.line.count', '1');
  if (partitions.length === 0) return properties;
  properties.set('projection.enabled', 'true');
  for (const { name, type, properties: own } of partitions) {
    properties.set(`projection.${name}.type`, type);
    for (const [key, value] of Object.entries(own)) {
      properties.set(`projection.${name}.${key}`, value);
    }
  }
  return properties.set('storage.location.template', root + template);
}

function serdeOf(
  columns: readonly TableColumn[],
  format: Table['format'],
  { encoding }: S3SinkModel,
  sampled: Sampled | null,
): ReadonlyMap<string, string> {
  if (format === 'parquet') return new Map();
  if (encoding.codec === 'csv' && (format === 'csv' || format === 'delimited')) {
    return csvSerde(encoding, format);
  }
  if (encoding.codec === 'avro') {
    const { columns: ofFile, hasRest } = fileColumns(encoding, sampled);
    const schema = avroSchema(ofFile, { column: hasRest, unknownFields: hasRest });
    return new Map([['avro.schema.literal', JSON.stringify(schema)]]);
  }
  if (format === 'text') return new Map([['input.regex', '(.*)']]);
  const mapped = columns.flatMap(({ name, field }) =>
    field === null ? [] : [[`mapping.${name}`, field] as const],
  );
  return new Map([['case.insensitive', 'true'], ['ignore.malformed.json', 'false'], ...mapped]);
}
