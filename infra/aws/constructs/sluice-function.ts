import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Peer, Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  CfnEventSourceMapping,
  type CfnEventSourceMappingProps,
  Code,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { functionGrants } from '../rights/grants.ts';
import { mappingsOf } from '../settings/mappings-of.ts';
import type { KafkaSettings, Settings } from '../settings/settings.ts';
import { acknowledgeWildcards, statementsOf } from './statements.ts';

const projectRoot = join(import.meta.dirname, '../../..');

/** The handler as a function, with one event source mapping for each topic that its pipeline reads. */
export class SluiceFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;
  readonly mappings: readonly CfnEventSourceMapping[];

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { pipeline, environment, function: wanted, logRetentionDays } = settings;
    const logGroupName = `/sluice/${pipeline.name}/function`;
    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName,
      retention: logRetentionDays as RetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const grants = functionGrants(settings, arnOf(settings, logGroupName));
    const policy = new PolicyDocument({
      statements: [...statementsOf(grants)],
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `The Sluice pipeline ${pipeline.name}, and its event source mapping`,
      inlinePolicies: { sluice: policy },
    });
    acknowledgeWildcards(role, grants);
    this.function = new LambdaFunction(this, 'Function', {
      functionName: `sluice-${pipeline.name}`,
      description: `The Sluice pipeline ${pipeline.name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(join(projectRoot, wanted.code)),
      memorySize: wanted.memoryMb,
      timeout: Duration.seconds(wanted.timeoutSecs),
      environment: { ...environment },
      logGroup: this.logGroup,
      role,
    });
    const access = this.#access(settings);
    this.mappings = mappingsOf(pipeline).map(({ topic, groupId }) =>
      this.#mapping(settings, topic, groupId, access),
    );
  }

  #mapping(
    settings: Settings,
    topic: string,
    consumerGroupId: string,
    access: readonly CfnEventSourceMapping.SourceAccessConfigurationProperty[],
  ): CfnEventSourceMapping {
    const { kafka, function: wanted } = settings;
    const { pollers } = wanted;
    const mapping = new CfnEventSourceMapping(this, `Mapping-${topic}`, {
      functionName: this.function.functionName,
      topics: [topic],
      startingPosition: wanted.startingPosition,
      batchSize: wanted.batchSize,
      maximumBatchingWindowInSeconds: wanted.batchingWindowSecs,
      metricsConfig: { metrics: ['EventCount', 'ErrorCount', 'KafkaMetrics'] },
      ...ofCluster(kafka, consumerGroupId),
      ...(access.length === 0 ? {} : { sourceAccessConfigurations: [...access] }),
      ...(wanted.filters.length === 0
        ? {}
        : { filterCriteria: { filters: wanted.filters.map((pattern) => ({ pattern })) } }),
      ...(wanted.onFailure === null
        ? {}
        : { destinationConfig: { onFailure: { destination: wanted.onFailure } } }),
      ...(pollers === null
        ? {}
        : {
            provisionedPollerConfig: { minimumPollers: pollers.min, maximumPollers: pollers.max },
            bisectBatchOnFunctionError: wanted.bisects,
            maximumRetryAttempts: wanted.maxRetries,
            maximumRecordAgeInSeconds: wanted.maxRecordAgeSecs,
            ...(wanted.reportsItems ? { functionResponseTypes: ['ReportBatchItemFailures'] } : {}),
          }),
    });
    return mapping;
  }

  /** How Lambda gets at the brokers; of MSK with IAM it knows by itself. */
  #access({
    kafka,
    network,
    pipeline,
  }: Settings): readonly CfnEventSourceMapping.SourceAccessConfigurationProperty[] {
    const login =
      kafka.secretArn === null || kafka.auth === 'iam'
        ? []
        : [{ type: secretTypes[kafka.auth], uri: kafka.secretArn }];
    if (kafka.cluster !== null) return login;
    const vpc = Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: network.vpcId,
      availabilityZones: network.subnetIds.map((_, at) => network.zones[at] ?? `zone${at}`),
      privateSubnetIds: [...network.subnetIds],
    });
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: `Pollers of the Sluice pipeline ${pipeline.name}`,
      allowAllOutbound: false,
    });
    const ports = kafka.bootstrapServers.map((server) =>
      Number(/:(\d+)$/.exec(server)?.[1] ?? 9092),
    );
    for (const port of new Set([443, ...ports])) {
      group.addEgressRule(Peer.anyIpv4(), Port.tcp(port), port === 443 ? 'AWS' : 'brokers');
    }
    return [
      ...network.subnetIds.map((subnet) => ({ type: 'VPC_SUBNET', uri: `subnet:${subnet}` })),
      { type: 'VPC_SECURITY_GROUP', uri: `security_group:${group.securityGroupId}` },
      ...login,
    ];
  }
}

/** As text without a token, so that what is granted can be told before anything is made. */
function arnOf({ account, region, kafka }: Settings, logGroupName: string): string {
  return `arn:${kafka.cluster?.partition ?? 'aws'}:logs:${region}:${account}:log-group:${logGroupName}`;
}

const secretTypes = { scram: 'SASL_SCRAM_512_AUTH', tls: 'CLIENT_CERTIFICATE_TLS_AUTH' } as const;

function ofCluster(
  { cluster, bootstrapServers }: KafkaSettings,
  consumerGroupId: string,
): Omit<CfnEventSourceMappingProps, 'functionName'> {
  if (cluster !== null) {
    return {
      eventSourceArn: cluster.arn,
      amazonManagedKafkaEventSourceConfig: { consumerGroupId },
    };
  }
  return {
    selfManagedEventSource: { endpoints: { kafkaBootstrapServers: [...bootstrapServers] } },
    selfManagedKafkaEventSourceConfig: { consumerGroupId },
  };
}
