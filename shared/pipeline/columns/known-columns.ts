import { metadataOrder } from '../../decode/metadata.ts';
import { type Column, type ColumnType, typeText } from '../../encode/columns/column-type.ts';
import type { FieldOperation, TransformModel } from '../../transform/model.ts';
import type { KafkaSourceModel, MetadataFields, PipelineModel } from '../model.ts';

/** Columns by their names in lower case, as Athena knows no other, in their order. */
type ByName = ReadonlyMap<string, Column>;

const metadataTypes: Readonly<Record<keyof MetadataFields, ColumnType>> = {
  key: { kind: 'string' },
  topic: { kind: 'string' },
  partition: { kind: 'int' },
  offset: { kind: 'bigint' },
  headers: { kind: 'map', value: { kind: 'string' } },
  timestamp: { kind: 'timestamp' },
  sourceType: { kind: 'string' },
};

/** What is known of the sources and transforms in front of a component. */
type Known = Pick<PipelineModel, 'sources' | 'transforms'> & {
  /** Columns of the values of sources whose schemas a registry has. */
  readonly registered?: ReadonlyMap<string, readonly Column[]>;
};

/**
 * The columns of what reaches a component, where all of it comes from sources whose messages say them: those of the message
 * and its metadata, less what transforms delete before anything else, with what they set to values that never change. What
 * else programs set is not seen.
 *
 * @param behind names of the transforms that it is asked for
 * @returns null where a source does not say its columns
 */
export function knownColumns(
  inputs: readonly string[],
  model: Known,
  behind: readonly string[] = [],
): readonly Column[] | null {
  const all = new Map<string, Column>();
  for (const input of inputs) {
    const columns = columnsOf(input, model, behind);
    if (columns === null) return null;
    for (const [name, column] of columns) {
      const known = all.get(name);
      all.set(name, known === undefined ? column : united(known, column));
    }
  }
  return [...all.values()];
}

function columnsOf(output: string, model: Known, behind: readonly string[]): ByName | null {
  const source = model.sources.get(output);
  if (source !== undefined) return sourceColumns(source, model.registered?.get(output) ?? null);
  // an output of a route is `route.output`
  const name = output.replace(/\..*$/, '');
  const transform = model.transforms.get(name);
  // a circle is told elsewhere
  if (transform === undefined || behind.includes(name)) return null;
  // what it adds up, or gathers, is of another kind than before
  if (transform.type === 'reduce') return null;
  const columns = knownColumns(transform.inputs, model, [...behind, name]);
  return columns === null ? null : transformed(byName(columns), transform);
}

function sourceColumns(
  { decoding, fields }: KafkaSourceModel,
  registered: readonly Column[] | null,
): ByName | null {
  const columns = decoding.codec === 'protobuf' ? decoding.messages.columns : registered;
  if (columns === null) return null;
  const all = new Map(byName(columns));
  for (const name of metadataOrder) {
    const field = fields[name];
    // it replaces a field of the message
    if (field !== null) set(all, field, metadataTypes[name]);
  }
  return all;
}

function transformed(columns: ByName, transform: TransformModel): ByName {
  if (transform.type !== 'remap') return columns;
  const all = new Map(columns);
  for (const field of transform.deletedFirst) all.delete(field.toLowerCase());
  for (const operation of transform.operations ?? []) apply(operation, all);
  return all;
}

function apply(operation: FieldOperation, all: Map<string, Column>): void {
  if (operation.kind === 'delete') all.delete(operation.field.toLowerCase());
  else if (operation.kind === 'set') {
    const type = typeOf(operation.value);
    if (type !== null) set(all, operation.field, type);
  } else {
    all.clear();
    set(all, 'message', { kind: 'string' });
  }
}

function typeOf(value: string | number | boolean | null): ColumnType | null {
  if (value === null) return null;
  if (typeof value === 'number') return { kind: Number.isSafeInteger(value) ? 'bigint' : 'double' };
  return { kind: typeof value === 'string' ? 'string' : 'boolean' };
}

function set(all: Map<string, Column>, name: string, type: ColumnType): void {
  all.set(name.toLowerCase(), { name, type, required: false });
}

function united(one: Column, other: Column): Column {
  if (typeText(one.type) === typeText(other.type)) return one;
  return { name: one.name, type: { kind: 'json' }, required: false };
}

function byName(columns: readonly Column[]): ByName {
  return new Map(columns.map((column) => [column.name.toLowerCase(), column]));
}
