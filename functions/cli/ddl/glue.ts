import { classes } from './classes.ts';
import type { Table } from './table.ts';

interface GlueColumn {
  readonly Name: string;
  readonly Type: string;
  readonly Comment?: string;
}

/** What `aws glue create-table --table-input` takes. */
export interface GlueTableInput {
  readonly Name: string;
  readonly TableType: 'EXTERNAL_TABLE';
  readonly PartitionKeys: readonly GlueColumn[];
  readonly Parameters: Readonly<Record<string, string>>;
  readonly StorageDescriptor: {
    readonly Columns: readonly GlueColumn[];
    readonly Location: string;
    readonly InputFormat: string;
    readonly OutputFormat: string;
    readonly SerdeInfo: {
      readonly SerializationLibrary: string;
      readonly Parameters: Readonly<Record<string, string>>;
    };
  };
}

/** The same table for Glue's API, which knows no quotes within types. */
export function glueTableInput(table: Table): GlueTableInput {
  const { input, output, serde } = classes[table.format];
  return {
    Name: table.name,
    TableType: 'EXTERNAL_TABLE',
    PartitionKeys: table.layout.partitions.map(({ name }) => ({ Name: name, Type: 'string' })),
    Parameters: { EXTERNAL: 'TRUE', ...Object.fromEntries(table.properties) },
    StorageDescriptor: {
      Columns: table.columns.map(({ name, type, comment }) => {
        const column = { Name: name, Type: type.replaceAll('`', '') };
        return comment === undefined ? column : { ...column, Comment: comment };
      }),
      Location: table.location,
      InputFormat: input,
      OutputFormat: output,
      SerdeInfo: { SerializationLibrary: serde, Parameters: Object.fromEntries(table.serde) },
    },
  };
}
