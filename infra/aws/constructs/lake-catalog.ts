import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import type { GlueTableInput } from '../../../functions/cli/ddl/glue.ts';
import type { Settings } from '../settings/settings.ts';
import { resultsFolder } from './lake-bucket.ts';

/** Database, tables with partition projection, and a workgroup that stops a query which reads too much. */
export class LakeCatalog extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { account, lake, pipeline }: Settings,
    tables: readonly GlueTableInput[],
  ) {
    super(scope, id);
    const { bucketName, database, scanLimitGiB } = lake;
    const owner = new CfnDatabase(this, 'Database', {
      catalogId: account,
      databaseInput: { name: database, description: `What Sluice stores in ${bucketName}` },
    });
    for (const table of tables) {
      new CfnTable(this, `Table-${table.Name}`, {
        catalogId: account,
        databaseName: database,
        tableInput: inputOf(table),
      }).addResourceDependency(owner);
    }
    new CfnWorkGroup(this, 'WorkGroup', {
      name: `sluice-${pipeline.name}`,
      description: `Queries on ${database}`,
      recursiveDeleteOption: false,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: scanLimitGiB * 1024 ** 3,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: `s3://${bucketName}/${resultsFolder}`,
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    });
  }
}

/** `aws glue create-table` names all members with a capital letter, and so does CloudFormation; CDK does not. */
function inputOf(table: GlueTableInput): CfnTable.TableInputProperty {
  const { SerdeInfo: serde, ...storage } = table.StorageDescriptor;
  const columns = (each: GlueTableInput['PartitionKeys']): CfnTable.ColumnProperty[] =>
    each.map(({ Name: name, Type: type }) => ({ name, type }));
  return {
    name: table.Name,
    tableType: table.TableType,
    partitionKeys: columns(table.PartitionKeys),
    parameters: table.Parameters,
    storageDescriptor: {
      columns: columns(storage.Columns),
      location: storage.Location,
      inputFormat: storage.InputFormat,
      outputFormat: storage.OutputFormat,
      serdeInfo: {
        serializationLibrary: serde.SerializationLibrary,
        parameters: serde.Parameters,
      },
    },
  };
}
