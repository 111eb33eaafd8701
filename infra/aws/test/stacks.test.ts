import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { resolveSluice } from '../../../functions/cli/resolve-sluice.ts';
import type { Grant } from '../rights/grant.ts';
import type { CloudFormation } from './variants.ts';

registerHooks({ resolve: resolveSluice });
const { deployment } = await import('../../../test/support/deployment.ts');
const { serviceGrants } = await import('../rights/grants.ts');
const { synthesize, variants } = await import('./variants.ts');

const snapshots = join(import.meta.dirname, 'snapshots');
const templates = new Map<string, ReadonlyMap<string, CloudFormation>>();
const of = (variant: string, stack: string): Template => {
  const name = [...(templates.get(variant)?.keys() ?? [])].find((each) => each.endsWith(stack));
  return Template.fromJSON({ ...templates.get(variant)?.get(name ?? '') });
};

/** Hashes of assets and the code that a task brings with it change with what they are of. */
const masked = (template: unknown): string =>
  `${JSON.stringify(template, null, 2)
    .replaceAll(/[0-9a-f]{64}/g, '<hash>')
    .replaceAll(/(data:text\/javascript;base64,)[\w+/=]+/g, '$1<code>')}\n`;

describe('the stacks', () => {
  before(async () => {
    for (const name of Object.keys(variants)) templates.set(name, await synthesize(name));
  });

  for (const [variant, stacks] of Object.entries({
    service: ['lake', 'service'],
    function: ['function'],
  })) {
    it(`of the ${variant} are those that were last agreed to (UPDATE_SNAPSHOTS=1 agrees)`, () => {
      for (const stack of stacks) {
        const got = masked(of(variant, stack).toJSON());
        const file = join(snapshots, `${stack}.json`);
        if (process.env['UPDATE_SNAPSHOTS'] === '1' || !existsSync(file)) writeFileSync(file, got);
        const agreed = JSON.parse(readFileSync(file, 'utf8')) as unknown;
        assert.deepEqual(JSON.parse(got), agreed);
      }
    });
  }

  it('have names that follow from the pipeline alone', () => {
    assert.deepEqual(
      [...templates].map(([name, stacks]) => [name, [...stacks.keys()]]),
      [
        ['service', ['sluice-devices-lake', 'sluice-devices-service']],
        ['service-spot', ['sluice-devices-lake', 'sluice-devices-service']],
        ['function', ['sluice-devices-lake', 'sluice-devices-function']],
        ['function-limits', ['sluice-devices-lake', 'sluice-devices-function']],
        ['function-on-demand', ['sluice-devices-parquet-lake', 'sluice-devices-parquet-function']],
        ['function-own-brokers', ['sluice-devices-lake', 'sluice-devices-function']],
      ],
    );
  });

  it('keep what cannot be made again', () => {
    for (const [stack, type] of [
      ['lake', 'AWS::S3::Bucket'],
      ['service', 'AWS::Logs::LogGroup'],
    ] as const) {
      of('service', stack).hasResource(type, {
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
      });
    }
  });
});

describe('the lake', () => {
  it('is encrypted, closed to the public, asked by TLS alone, and throws away parts that nobody ends', () => {
    const lake = of('service', 'lake');
    lake.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: Match.anyValue(),
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({
            Id: 'sluice-uploads',
            Status: 'Enabled',
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 },
          }),
        ]),
      },
    });
    lake.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
    const text = JSON.stringify(lake.toJSON());
    assert.ok(!/"Prefix":"_sluice/.test(text), 'nothing may expire what Sluice keeps for itself');
  });

  it('is left alone where it is there', () => {
    of('service-spot', 'lake').resourceCountIs('AWS::S3::Bucket', 0);
  });

  it('is a table with partition projection, from a sample or from a schema', () => {
    for (const variant of ['service', 'function-on-demand']) {
      of(variant, 'lake').hasResourceProperties('AWS::Glue::Table', {
        TableInput: {
          TableType: 'EXTERNAL_TABLE',
          PartitionKeys: [
            { Name: 'dt', Type: 'string' },
            { Name: 'dth', Type: 'string' },
          ],
          Parameters: Match.objectLike({
            'projection.enabled': 'true',
            'projection.dt.type': 'date',
            'projection.dth.interval.unit': 'HOURS',
          }),
        },
      });
    }
    of('function', 'lake').resourceCountIs('AWS::Glue::Table', 0);
  });

  it('is queried in a workgroup that stops what reads too much', () => {
    of('service', 'lake').hasResourceProperties('AWS::Athena::WorkGroup', {
      Name: 'sluice-devices',
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: 107_374_182_400,
        ResultConfiguration: {
          OutputLocation: 's3://sluice-devices-123456789012-us-east-1/_athena/',
        },
      },
    });
  });
});

describe('the service', () => {
  it('may do what was said, and nothing else', () => {
    const { kafka, pipeline } = deployment;
    const found = of('service-spot', 'service').findResources('AWS::IAM::Policy');
    const ofTask = Object.entries(found).find(([id]) => id.includes('TaskRole'))?.[1];
    const { Statement: statements } = (
      ofTask as { Properties: { PolicyDocument: { Statement: Record<string, unknown>[] } } }
    ).Properties.PolicyDocument;
    const list = (value: unknown): readonly string[] => [value].flat() as string[];
    const got: Grant[] = statements.map(({ Sid: sid, Action: actions, Resource: resources }) => {
      return { sid: String(sid), actions: list(actions), resources: list(resources) };
    });
    const scram = { ...kafka, auth: 'scram' as const };
    assert.deepEqual(got, serviceGrants({ kafka: scram, pipeline }));
  });

  it('starts the new before it stops the old, goes back where they do not live, and has two minutes', () => {
    const service = of('service', 'service');
    service.hasResourceProperties('AWS::ECS::Service', {
      DeploymentConfiguration: {
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
      NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } },
      DesiredCount: Match.absent(),
    });
    service.hasResourceProperties('AWS::ECS::TaskDefinition', {
      RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
      ContainerDefinitions: [
        Match.objectLike({
          StopTimeout: 120,
          ReadonlyRootFilesystem: true,
          HealthCheck: Match.objectLike({ Command: Match.arrayWith(['CMD', 'node']) }),
          Environment: Match.arrayWith([
            { Name: 'SHUTDOWN_TIMEOUT_SECS', Value: '110' },
            { Name: 'SLUICE_ZONE_IDS', Value: 'us-east-1a=use1-az4,us-east-1b=use1-az6' },
          ]),
        }),
      ],
    });
  });

  it('reaches S3 for nothing, the brokers at their port, and lets nobody in', () => {
    const service = of('service', 'service');
    service.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      VpcEndpointType: 'Gateway',
      ServiceName: 'com.amazonaws.us-east-1.s3',
    });
    service.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: Match.absent(),
      SecurityGroupEgress: [
        Match.objectLike({ FromPort: 443, CidrIp: '0.0.0.0/0' }),
        Match.objectLike({ FromPort: 9098, DestinationSecurityGroupId: 'sg-0123456789abcdef0' }),
      ],
    });
    service.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      GroupId: 'sg-0123456789abcdef0',
      FromPort: 9098,
    });
    of('service-spot', 'service').resourceCountIs('AWS::EC2::VPCEndpoint', 0);
  });

  it('has more tasks while records are late, and fewer while it is idle', () => {
    const service = of('service', 'service');
    service.resourceCountIs('AWS::ApplicationAutoScaling::ScalingPolicy', 2);
    service.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'sluice_oldest_uncommitted_age_seconds',
      Threshold: 180,
      AlarmDescription: Match.stringLikeRegexp('scaling'),
    });
    of('service-spot', 'service').resourceCountIs('AWS::ApplicationAutoScaling::ScalingPolicy', 0);
  });

  it('runs on Spot where that is wanted, with its login from Secrets Manager', () => {
    const spot = of('service-spot', 'service');
    spot.hasResourceProperties('AWS::ECS::Service', {
      DesiredCount: 2,
      CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }],
    });
    spot.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [
        Match.objectLike({
          Secrets: Match.arrayWith([
            Match.objectLike({ Name: 'KAFKA_SASL_PASSWORD', ValueFrom: Match.anyValue() }),
          ]),
          Environment: Match.not(Match.arrayWith([Match.objectLike({ Name: 'SLUICE_ZONE_IDS' })])),
        }),
      ],
    });
  });
});

describe('the function', () => {
  const mapping = 'AWS::Lambda::EventSourceMapping';

  it('is read for in provisioned mode, names what failed, is never bisected, and begins where the group is', () => {
    const lambda = of('function', 'function');
    lambda.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Environment: { Variables: Match.objectLike({ SLUICE_REPORT_BATCH_ITEM_FAILURES: 'true' }) },
    });
    lambda.hasResourceProperties(mapping, {
      Topics: ['devices'],
      StartingPosition: 'TRIM_HORIZON',
      AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'sluice-devices' },
      ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 10 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: false,
      MaximumRetryAttempts: -1,
    });
  });

  it('has a mapping and a group for each of several topics, and an alarm for what is given up', () => {
    const limits = of('function-limits', 'function');
    for (const topic of ['devices', 'sensors']) {
      limits.hasResourceProperties(mapping, {
        Topics: [topic],
        AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: `sluice-devices-${topic}` },
        MaximumRetryAttempts: 5,
        DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::failed' } },
        FilterCriteria: { Filters: [{ Pattern: Match.stringLikeRegexp('numeric') }] },
      });
    }
    limits.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'sluice-devices-function-given-up',
    });
    const policies = JSON.stringify(limits.findResources('AWS::IAM::Role'));
    for (const group of ['sluice-devices-devices', 'sluice-devices-sensors']) {
      assert.ok(policies.includes(group), `the mapping may not join ${group}`);
    }
  });

  it('asks for nothing of provisioned mode on demand', () => {
    of('function-on-demand', 'function').hasResourceProperties(mapping, {
      ProvisionedPollerConfig: Match.absent(),
      FunctionResponseTypes: Match.absent(),
      MaximumRetryAttempts: Match.absent(),
      BisectBatchOnFunctionError: Match.absent(),
    });
  });

  it("reads from brokers of one's own through the VPC, with a secret", () => {
    const own = of('function-own-brokers', 'function');
    own.hasResourceProperties(mapping, {
      EventSourceArn: Match.absent(),
      SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['kafka.example.com:9096'] } },
      SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: 'sluice-devices' },
      SourceAccessConfigurations: Match.arrayWith([
        { Type: 'VPC_SUBNET', URI: 'subnet:subnet-0123456789abcdef0' },
        { Type: 'SASL_SCRAM_512_AUTH', URI: Match.stringLikeRegexp('secretsmanager') },
      ]),
    });
  });
});

describe('every alarm', () => {
  it('says what it means and what to do, and tells the topic where there is one', () => {
    for (const [variant, stack, count] of [
      ['service', 'service', 5],
      ['function', 'function', 5],
    ] as const) {
      const found = Object.values(of(variant, stack).findResources('AWS::CloudWatch::Alarm'));
      const own = found
        .map(({ Properties: properties }) => properties as Record<string, unknown>)
        .filter(({ AlarmName: name }) => typeof name === 'string');
      assert.equal(own.length, count);
      for (const { AlarmName: name, AlarmDescription: text, AlarmActions: actions } of own) {
        assert.ok(String(text).length > 60, String(name));
        assert.deepEqual(actions, ['arn:aws:sns:us-east-1:123456789012:alarms']);
      }
    }
  });
});
