import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { GlueTableInput } from '../../../functions/cli/ddl/glue.ts';
import { LakeBucket } from '../constructs/lake-bucket.ts';
import { LakeCatalog } from '../constructs/lake-catalog.ts';
import type { Settings } from '../settings/settings.ts';

/** What stays whichever host writes: the bucket, unless there is one, and what Athena needs to read it. */
export class LakeStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    settings: Settings,
    tables: readonly GlueTableInput[],
    props: StackProps,
  ) {
    super(scope, id, props);
    const { lake, pipeline } = settings;
    if (!lake.isGiven) {
      const longest = [...pipeline.sinks.values()].map(({ batch }) => batch.timeoutSecs);
      new LakeBucket(this, 'Lake', lake.bucketName, Math.max(...longest));
    }
    new LakeCatalog(this, 'Catalog', settings, tables);
  }
}
