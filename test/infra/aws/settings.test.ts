import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadHere } from '../../../infra/aws/app/load-here.ts';
import { type LoadPipeline, readSettings } from '../../../infra/aws/settings/read-settings.ts';
import { loadPipeline } from '../../../shared/pipeline/load.ts';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import { context, deployment, projectRoot } from '../../support/deployment.ts';
import { minimalPipeline } from '../../support/minimal-pipeline.ts';

const faultsOf = async (
  changes: Readonly<Record<string, unknown>>,
  load = loadHere,
): Promise<string> => {
  try {
    await readSettings({ ...context, ...changes }, projectRoot, load);
    return '';
  } catch (error) {
    assert.ok(error instanceof Error);
    return error.message;
  }
};

const onFunction = { host: 'function', bootstrapServers: '' };

const refused: readonly (readonly [
  what: string,
  changes: Readonly<Record<string, unknown>>,
  ...told: readonly RegExp[],
])[] = [
  ['no VPC', { vpcId: '' }, /- vpcId: missing; .*-c vpcId=vpc-…/],
  ['a VPC that is none', { vpcId: 'my-vpc' }, /- vpcId: got 'my-vpc'/],
  ['no subnets', { subnetIds: '' }, /- subnetIds: missing/, /- zones: got 2 for 0 subnets/],
  ['ids of other zones', { zoneIds: 'use1-az1' }, /- zoneIds: got 1 for 2 zones/],
  [
    'no cluster',
    { clusterArn: '' },
    /- clusterArn: missing/,
    /- auth: got iam, which only MSK has/,
  ],
  [
    'a cluster that is none',
    { clusterArn: 'arn:aws:kafka:x' },
    /- clusterArn: got 'arn:aws:kafka:x'/,
  ],
  ['no brokers', { bootstrapServers: '' }, /- bootstrapServers: missing; aws kafka get-bootstrap-/],
  [
    'a cluster without IAM',
    { clusterAuth: 'scram,tls' },
    /- clusterAuth: the cluster takes scram, tls, but the pipeline would log in by iam: turn IAM access control on/,
  ],
  ['SCRAM without a secret', { auth: 'scram' }, /- secretArn: missing; scram needs the secret/],
  [
    'a login that the cluster does not take',
    { env: 'KAFKA_SASL_MECHANISM=PLAIN,KAFKA_SASL_USERNAME=a,KAFKA_SASL_PASSWORD=b' },
    /- devices: sources\.kafka\.sasl\.mechanism: got PLAIN, but the cluster is to be asked by iam/,
  ],
  ['names of topics that are blank', { env: { KAFKA_TOPICS: ',' } }, /topics/],
  [
    'too little memory',
    { env: 'BUFFER_MAX_BYTES=1073741824' },
    /- memoryMiB: got 1024; devices needs 1408/,
  ],
  [
    'too little for threads',
    { env: { VECTOR_THREADS: 10 } },
    /- memoryMiB: got 1024; .* 10 threads/,
  ],
  [
    'memory that Fargate has not',
    { memoryMiB: 8192 },
    /- memoryMiB: got 8192; with cpu 512 .* 1024 to 4096/,
  ],
  ['a size that Fargate has not', { cpu: 300 }, /- cpu: got 300; Fargate has/],
  [
    'a stop that is shorter than the drain',
    { env: 'SHUTDOWN_TIMEOUT_SECS=180' },
    /- stopTimeoutSecs: got 120; devices drains for up to 180 s/,
  ],
  [
    'a stop that is too long',
    { stopTimeoutSecs: 300 },
    /- stopTimeoutSecs: got 300; Fargate waits 120 s/,
  ],
  ['one member for all tasks', { env: 'KAFKA_GROUP_INSTANCE_ID=a' }, /groupInstanceId: is set/],
  ['nobody to ask for health', { env: 'API_ENABLED=false' }, /- devices: api: got enabled: false/],
  [
    'another bucket',
    { env: 'S3_BUCKET=other' },
    /- devices: sinks: write to other, but bucketName is lake/,
  ],
  ['no image', { image: '' }, /- image: missing/],
  ['a name that is not known', { vpcid: 'x' }, /- vpcid: is no setting \(did you mean 'vpcId'\?\)/],
  ['a number that is none', { maxTasks: 'many' }, /- maxTasks: got 'many'; allowed: an integer/],
  ['no pipeline', { pipeline: '' }, /- pipeline: missing/],
  ['a pipeline that is not there', { pipeline: 'pipelines/none.ts' }, /there is no such file/],
  [
    'a faulty pipeline',
    { env: 'BUFFER_MAX_BYTES=1' },
    /pipelines\/devices\.ts: .*\n.*buffer\.maxBytes/,
  ],
  [
    'what needs provisioned mode',
    {
      ...onFunction,
      provisioned: 'false',
      bisect: 'true',
      maxRetries: 3,
      onFailure: 'kafka://dlq',
    },
    /- bisect: needs provisioned mode/,
    /- maxRetries: needs/,
    /- onFailure: needs/,
  ],
  ['topics by a pattern', { ...onFunction, env: 'KAFKA_TOPICS=^dev.*' }, /reads topics by name/],
  [
    'a destination that is none',
    { ...onFunction, onFailure: 'a-queue' },
    /- onFailure: got 'a-queue'/,
  ],
  [
    'own brokers without a login',
    { host: 'function', clusterArn: '', account: '123456789012', region: 'us-east-1' },
    /- secretArn: missing; scram/,
  ],
];

describe('what a deployment is refused for', () => {
  for (const [what, changes, ...told] of refused) {
    it(what, async () => {
      const message = await faultsOf(changes);
      for (const pattern of told) assert.match(message, pattern);
    });
  }

  it('no topics', async () => {
    const load: LoadPipeline = async (_file, env) =>
      loadPipeline(minimalPipeline({ source: { topics: [] } }), { env, readFile: () => '' });
    assert.match(await faultsOf({}, load), /sources\.kafka\.topics: got .*; allowed:/);
  });

  it('a disk that goes with its task', async () => {
    const files = { type: 'file', inputs: ['kafka'], path: '/data/%F.log' };
    const load: LoadPipeline = async (_file, env) => {
      const definition = minimalPipeline() as { sinks: object };
      const sinks = { ...definition.sinks, files };
      return loadPipeline({ ...definition, sinks }, { env, readFile: () => '' });
    };
    assert.match(await faultsOf({}, load), /sinks\.files\.type: got 'file'; a Fargate task's disk/);
  });

  it('tells everything at once', async () => {
    const message = await faultsOf({
      vpcId: '',
      clusterAuth: 'scram',
      stopTimeoutSecs: 60,
      cpu: 1,
    });
    for (const name of ['vpcId', 'clusterAuth', 'cpu'])
      assert.match(message, new RegExp(`- ${name}:`));
    assert.match(message, /The deployment has [3-9] faults:/);
  });

  it('two pipelines in one group, but for the same one with other rules', async () => {
    const named =
      (nameOf: (file: string) => string) =>
      async (file: string): Promise<PipelineModel> => ({
        ...deployment.pipeline,
        fingerprint: file,
        name: nameOf(file),
      });
    const two = { pipeline: 'a.ts,b.ts' };
    const other = await faultsOf(
      two,
      named((file) => (file.endsWith('a.ts') ? 'one' : 'two')),
    );
    assert.match(other, /'one' and 'two' have the same group id 'sluice-devices'/);
    assert.match(
      await faultsOf(
        two,
        named(() => 'one'),
      ),
      /are both named 'one'/,
    );
    assert.equal(
      await faultsOf(
        { pipeline: 'a.ts' },
        named(() => 'one'),
      ),
      '',
    );
  });
});

describe('what follows from a deployment', () => {
  it('is the environment of the container, whose drain fits into its stop', () => {
    assert.deepEqual(deployment.environment, {
      S3_BUCKET: 'lake',
      S3_REGION: 'us-east-1',
      S3_FORCE_PATH_STYLE: 'false',
      KAFKA_BOOTSTRAP_SERVERS: context['bootstrapServers'],
      KAFKA_TLS_ENABLED: 'true',
      KAFKA_SASL_MECHANISM: 'AWS_MSK_IAM',
      KAFKA_SASL_REGION: 'us-east-1',
      SHUTDOWN_TIMEOUT_SECS: '110',
    });
    assert.equal(deployment.pipeline.shutdown.timeoutSecs, 110);
  });

  it('and that of the function, which says what the mapping is told', async () => {
    const [settings] = await readSettings({ ...context, ...onFunction }, projectRoot, loadHere);
    assert.equal(settings?.environment['SLUICE_REPORT_BATCH_ITEM_FAILURES'], 'true');
    const demand = { ...context, ...onFunction, provisioned: 'false' };
    const [onDemand] = await readSettings(demand, projectRoot, loadHere);
    assert.equal(onDemand?.environment['SLUICE_REPORT_BATCH_ITEM_FAILURES'], undefined);
    assert.equal(onDemand?.function.pollers, null);
  });
});
