import type { S3SinkModel } from '../../../shared/pipeline/model.ts';
import { restColumn } from '../../../shared/encode/parquet/rest.ts';
import { athenaColumns, type TableColumn, type TableColumns } from './columns.ts';
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
  readonly format: 'json' | 'parquet' | 'text';
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
    properties: propertiesOf(layout, root, format),
    serde: serdeOf(columns, format),
    warnings,
  };
}

/** Whether the columns of a sink follow from a sample alone. */
export function needsSample({ encoding }: S3SinkModel): boolean {
  return encoding.codec !== 'parquet' || encoding.columns === null;
}

function formatOf({ encoding }: S3SinkModel, sampled: Sampled | null): Table['format'] {
  if (encoding.codec === 'parquet') return 'parquet';
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
  const rest = { name: restColumn, type: { kind: 'string' }, required: false } as const;
  if (encoding.codec !== 'parquet' || encoding.columns === null) {
    const columns = sampled?.columns ?? [];
    const hasRest = format === 'parquet' && sampled?.isPart === true;
    return athenaColumns(hasRest ? [...columns, rest] : columns, format);
  }
  const { columns, onTypeConflict, unknownFields } = encoding;
  const hasRest = onTypeConflict === 'rest' || unknownFields === 'rest';
  return athenaColumns(hasRest ? [...columns, rest] : columns, format);
}

function propertiesOf(
  { partitions, template }: Layout,
  root: string,
  format: Table['format'],
): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  if (format !== 'text') properties.set('classification', format);
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
): ReadonlyMap<string, string> {
  if (format === 'parquet') return new Map();
  if (format === 'text') return new Map([['input.regex', '(.*)']]);
  const mapped = columns.flatMap(({ name, field }) =>
    field === null ? [] : [[`mapping.${name}`, field] as const],
  );
  return new Map([['case.insensitive', 'true'], ['ignore.malformed.json', 'false'], ...mapped]);
}
