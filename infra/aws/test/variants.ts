import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { context, projectRoot } from '../../../test/support/deployment.ts';
import { buildApp } from '../app/build-app.ts';

const { bucketName: _made, ...withoutBucket } = context;
const onFunction = { ...withoutBucket, host: 'function', code: 'infra/aws/test/handler.zip' };
const secretArn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:AmazonMSK_sluice-AbCdEf';
const topic = 'arn:aws:sns:us-east-1:123456789012:alarms';

/** Deployments that go through every branch of the constructs, by name. */
export const variants: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  service: { ...withoutBucket, alarmTopicArn: topic, sample: 'infra/athena/sample.ndjson' },
  // on Spot, by SCRAM, into a bucket that is there, built here, without scaling or racks
  'service-spot': {
    ...context,
    spot: true,
    auth: 'scram',
    secretArn,
    image: '',
    imageFile: 'infra/aws/test/Containerfile',
    minTasks: 2,
    maxTasks: 2,
    zoneIds: '',
    routeTableIds: '',
    clusterSecurityGroupId: '',
  },
  function: { ...onFunction, alarmTopicArn: topic },
  'function-limits': {
    ...onFunction,
    maxRetries: 5,
    maxRecordAgeSecs: 3600,
    onFailure: 'arn:aws:s3:::failed',
    filters: '{"value":{"one":[{"numeric":[">",5]}]}}',
    env: { KAFKA_TOPICS: 'devices,sensors' },
  },
  'function-on-demand': {
    ...onFunction,
    provisioned: false,
    // its table needs no sample
    pipeline: 'pipelines/devices-parquet.ts',
    onFailure: 'arn:aws:sqs:us-east-1:123456789012:failed',
  },
  'function-own-brokers': {
    ...onFunction,
    clusterArn: '',
    account: '123456789012',
    region: 'us-east-1',
    auth: 'scram',
    secretArn,
    bootstrapServers: 'kafka.example.com:9096',
  },
};

export type CloudFormation = Readonly<{
  Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;
}>;

/**
 * The templates of one variant by the name of their stack. cdk-nag and CDK's own validation run with it.
 * @throws where either finds a fault
 */
export async function synthesize(name: string): Promise<ReadonlyMap<string, CloudFormation>> {
  const outdir = mkdtempSync(join(tmpdir(), 'sluice-cdk-'));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    const built = await buildApp(app, variants[name] ?? {}, projectRoot);
    const { stacks } = built.synth();
    return new Map(
      stacks.map(({ stackName, templateFullPath }) => {
        return [stackName, JSON.parse(readFileSync(templateFullPath, 'utf8')) as CloudFormation];
      }),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
