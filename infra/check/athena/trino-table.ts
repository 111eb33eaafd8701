import type { GlueTableInput } from '../../../functions/cli/ddl/glue.ts';

/**
 * The statement by which Trino makes the table that Glue's input describes. Trino's own DDL differs from Athena's in the
 * names of types, in where partition columns stand, and in the names of properties; the values are the same ones. It has
 * no word for the SerDe's `mapping.`, and counts no dates by years or months.
 */
export function trinoTable(schema: string, input: GlueTableInput): string {
  const { StorageDescriptor: storage, PartitionKeys: keys, Parameters: parameters } = input;
  const columns = storage.Columns.map(({ Name, Type }) => `"${Name}" ${trinoType(Type)}`);
  const partitions = keys.map(({ Name }) => {
    const own = (name: string): string | undefined => parameters[`projection.${Name}.${name}`];
    const word = (name: string, value = ''): string | null =>
      own(name.replace('_', '.')) === undefined ? null : `partition_projection_${name} = ${value}`;
    const unit = own('interval.unit');
    if (unit === 'YEARS') {
      const [first] = own('range')?.split(',') ?? [];
      return `"${Name}" varchar WITH (partition_projection_type = 'INTEGER', partition_projection_range = ARRAY[${text(first)}, '2099'])`;
    }
    const words: readonly (string | null)[] = [
      `partition_projection_type = ${text(own('type')?.toUpperCase())}`,
      word('format', text(own('format'))),
      word('range', list(own('range'))),
      word('values', list(own('values'))),
      word('digits', own('digits')),
      word('interval', own('interval')),
      word('interval_unit', text(unit)),
    ];
    return `"${Name}" varchar WITH (${words.filter((each) => each !== null).join(', ')})`;
  });
  const serde = storage.SerdeInfo.Parameters;
  const library = storage.SerdeInfo.SerializationLibrary;
  const format = formats.find(([name]) => library.includes(name))?.[1] ?? 'PARQUET';
  const header = parameters['skip.header.line.count'];
  const table = [
    `external_location = ${text(storage.Location)}`,
    `format = '${format}'`,
    ...Object.entries(serde).flatMap(([name, value]) => {
      const word = serdeWords[name];
      return word === undefined ? [] : [`${word} = ${text(value)}`];
    }),
    ...(header === undefined ? [] : [`skip_header_line_count = ${header}`]),
    ...(keys.length === 0
      ? []
      : [
          `partitioned_by = ${list(keys.map(({ Name }) => Name).join(','))}`,
          'partition_projection_enabled = true',
          `partition_projection_location_template = ${text(parameters['storage.location.template'])}`,
        ]),
  ];
  return `CREATE TABLE ${schema}."${input.Name}" (${[...columns, ...partitions].join(', ')}) WITH (${table.join(', ')})`;
}

/** A part of the SerDe's name, and what Trino calls it. */
const formats = [
  ['openx', 'OPENX_JSON'],
  ['Regex', 'REGEX'],
  ['OpenCSV', 'CSV'],
  ['LazySimple', 'TEXTFILE'],
  ['avro', 'AVRO'],
] as const;

/** What Trino calls properties of a SerDe. */
const serdeWords: Readonly<Record<string, string>> = {
  'input.regex': 'regex',
  separatorChar: 'csv_separator',
  quoteChar: 'csv_quote',
  escapeChar: 'csv_escape',
  'field.delim': 'textfile_field_separator',
  'avro.schema.literal': 'avro_schema_literal',
};

function text(value = ''): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function list(values = ''): string {
  return `ARRAY[${values.split(',').map(text).join(', ')}]`;
}

const scalars: Readonly<Record<string, string>> = {
  string: 'varchar',
  binary: 'varbinary',
  float: 'real',
  timestamp: 'timestamp(3)',
};

function trinoType(type: string): string {
  const inner = /^(struct|array|map)<(.*)>$/.exec(type);
  if (inner === null) return scalars[type] ?? type;
  const parts = atTopLevel(inner[2] ?? '');
  if (inner[1] === 'struct') {
    const fields = parts.map((part) => {
      const colon = part.indexOf(':');
      return `"${part.slice(0, colon)}" ${trinoType(part.slice(colon + 1))}`;
    });
    return `ROW(${fields.join(', ')})`;
  }
  return `${inner[1]}(${parts.map(trinoType).join(', ')})`;
}

/** Cut at the commas that stand within no brackets. */
function atTopLevel(types: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const sign of types) {
    if (sign === '<' || sign === '(') depth += 1;
    if (sign === '>' || sign === ')') depth -= 1;
    if (sign === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  return parts;
}
