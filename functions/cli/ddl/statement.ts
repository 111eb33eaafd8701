import { classes } from './classes.ts';
import type { Table } from './table.ts';

/** The statement that Athena runs, with what has to be known of the table as comments above it. */
export function statementOf(table: Table, remarks: readonly string[]): string {
  const { columns, database, format, layout, location, name, properties, serde } = table;
  const qualified = database === null ? quoted(name) : `${quoted(database)}.${quoted(name)}`;
  const lines = [
    `-- The sink '${table.sink}' of the pipeline '${table.pipeline}', by sluice ddl.`,
    ...remarks.map((remark) => `-- - ${oneLine(remark)}`),
    `CREATE EXTERNAL TABLE ${qualified} (`,
    indented(
      columns.map(({ name: column, type, comment }) => {
        const declared = `${quoted(column)} ${type}`;
        return comment === undefined ? declared : `${declared} COMMENT ${literal(comment)}`;
      }),
    ),
    ')',
  ];
  if (layout.partitions.length > 0) {
    const names = layout.partitions.map((partition) => `${quoted(partition.name)} string`);
    lines.push('PARTITIONED BY (', indented(names), ')');
  }
  if (format === 'parquet') lines.push('STORED AS PARQUET');
  else {
    const { serde: serdeClass, input, output } = classes[format];
    lines.push(`ROW FORMAT SERDE ${literal(serdeClass)}`, 'WITH SERDEPROPERTIES (');
    lines.push(indented(pairs(serde)), ')');
    lines.push(`STORED AS INPUTFORMAT ${literal(input)}`, `OUTPUTFORMAT ${literal(output)}`);
  }
  lines.push(`LOCATION ${literal(location)}`);
  if (properties.size > 0) lines.push('TBLPROPERTIES (', indented(pairs(properties)), ')');
  return `${lines.join('\n')};\n`;
}

function quoted(name: string): string {
  return `\`${name}\``;
}

function indented(items: readonly string[]): string {
  return items.map((item) => `  ${item}`).join(',\n');
}

function pairs(properties: ReadonlyMap<string, string>): readonly string[] {
  return [...properties].map(([key, value]) => `${literal(key)} = ${literal(value)}`);
}

/**
 * In Athena's DDL a quote is not doubled within quotes: text that holds one stands in double ones. What cannot be seen is
 * written as its number.
 */
function literal(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll(/\p{Cc}/gu, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return text.includes("'") ? `"${escaped.replaceAll('"', '\\"')}"` : `'${escaped}'`;
}

/** Names of fields come from events: none of them ends a comment. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}
