import type { GlueTableInput } from '../../../functions/cli/ddl/glue.ts';

/**
 * The table of a `CREATE EXTERNAL TABLE` of Athena's, as Glue would have it: of what `sluice ddl` prints, and of
 * infra/athena/dead-letters.sql.
 * @param bucket in the place of the statement's own
 */
export function athenaTable(statement: string, bucket: string): GlueTableInput {
  const lines = statement.split('\n').filter((line) => !line.startsWith('--'));
  const [name = ''] = /(?<=CREATE EXTERNAL TABLE (?:`\w+`\.)?`)\w+/.exec(lines.join('\n')) ?? [];
  const parts = { columns: [] as string[], partitions: [] as string[] };
  const parameters: Record<string, string> = {};
  const serde: Record<string, string> = {};
  const [location = ''] = /(?<=^LOCATION ').*(?=')/m.exec(statement) ?? [];
  let part: 'columns' | 'partitions' | 'serde' | 'parameters' | null = null;
  for (const line of lines) {
    if (line.startsWith('CREATE')) part = 'columns';
    else if (line.startsWith('PARTITIONED')) part = 'partitions';
    else if (line.startsWith('WITH SERDEPROPERTIES')) part = 'serde';
    else if (line.startsWith('TBLPROPERTIES')) part = 'parameters';
    else if (!line.startsWith(' ')) part = null;
    else if (part === 'columns' || part === 'partitions') parts[part].push(line);
    else if (part !== null) {
      const [, key = '', value = ''] = /'([^']*)' = '((?:[^']|'')*)'/.exec(line) ?? [];
      (part === 'serde' ? serde : parameters)[key] = own(value, bucket);
    }
  }
  return {
    Name: name,
    TableType: 'EXTERNAL_TABLE',
    PartitionKeys: parts.partitions.map(column),
    Parameters: parameters,
    StorageDescriptor: {
      Columns: parts.columns.map(column),
      Location: own(location, bucket),
      InputFormat: quotedAfter(statement, 'INPUTFORMAT'),
      OutputFormat: quotedAfter(statement, 'OUTPUTFORMAT'),
      SerdeInfo: {
        SerializationLibrary: quotedAfter(statement, 'SERDE'),
        Parameters: serde,
      },
    },
  };
}

function column(line: string): { readonly Name: string; readonly Type: string } {
  const [, Name = '', Type = ''] = /^\s+`(\w+)` (.*?)(?: COMMENT .*?)?,?$/.exec(line) ?? [];
  return { Name, Type: Type.replaceAll('`', '') };
}

function own(value: string, bucket: string): string {
  return value.replace(/^s3:\/\/[^/]+/, `s3://${bucket}`);
}

function quotedAfter(statement: string, word: string): string {
  return new RegExp(`\\b${word} '([^']*)'`).exec(statement)?.[1] ?? '';
}
