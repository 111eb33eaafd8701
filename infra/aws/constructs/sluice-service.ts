import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  CfnSecurityGroupIngress,
  CfnVPCEndpoint,
  type ISecurityGroup,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import {
  AwsLogDriver,
  Cluster,
  ContainerImage,
  ContainerInsights,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  type ICluster,
  OperatingSystemFamily,
  Secret,
} from 'aws-cdk-lib/aws-ecs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { serviceGrants } from '../rights/grants.ts';
import { secretVariables } from '../settings/environment-of.ts';
import type { Settings } from '../settings/settings.ts';
import { scaleOnAge } from './scale-on-age.ts';
import { acknowledgeWildcards, statementsOf } from './statements.ts';
import { preloadVariables } from './task-preload.ts';

const projectRoot = join(import.meta.dirname, '../../..');

/**
 * The container as a service of ECS on Fargate, in subnets that are there. New tasks start before old ones stop: a
 * partition then moves once, from the old task to the new one, and is read all the time.
 */
export class SluiceService extends Construct {
  readonly logGroup: LogGroup;
  readonly service: FargateService;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { pipeline, network, service: wanted, logRetentionDays } = settings;
    const vpc = Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: network.vpcId,
      availabilityZones: [...network.zones],
      privateSubnetIds: [...network.subnetIds],
    });
    Validations.of(vpc).acknowledge({
      id: 'Annotation::@aws-cdk/aws-ec2:noSubnetRouteTableId',
      reason: 'Nobody asks for the route table of a subnet here.',
    });
    if (network.routeTableIds.length > 0) {
      new CfnVPCEndpoint(this, 'S3Endpoint', {
        vpcId: network.vpcId,
        vpcEndpointType: 'Gateway',
        serviceName: `com.amazonaws.${settings.region}.s3`,
        routeTableIds: [...network.routeTableIds],
      });
    }
    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/sluice/${pipeline.name}/service`,
      retention: logRetentionDays as RetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const cluster = new Cluster(this, 'Cluster', {
      clusterName: `sluice-${pipeline.name}`,
      vpc,
      enableFargateCapacityProviders: true,
      containerInsightsV2: ContainerInsights.DISABLED,
    });
    Validations.of(cluster).acknowledge({
      id: 'AwsSolutions-ECS4',
      reason:
        'The tasks tell what counts themselves; Container Insights would cost more than they do.',
    });
    const provider = wanted.isSpot ? 'FARGATE_SPOT' : 'FARGATE';
    this.service = new FargateService(this, 'Service', {
      serviceName: `sluice-${pipeline.name}`,
      // its own class does not keep to its interface under exactOptionalPropertyTypes
      cluster: cluster as ICluster,
      taskDefinition: this.#taskDefinition(settings),
      capacityProviderStrategies: [{ capacityProvider: provider, weight: 1 }],
      // with a number here every deployment would undo what scaling has come to
      ...(wanted.minTasks === wanted.maxTasks ? { desiredCount: wanted.minTasks } : {}),
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      assignPublicIp: false,
      securityGroups: [this.#securityGroup(settings, vpc)],
      vpcSubnets: { subnets: vpc.privateSubnets },
      enableExecuteCommand: false,
    });
    scaleOnAge(this.service, settings);
  }

  #taskDefinition(settings: Settings): FargateTaskDefinition {
    const { pipeline, environment, service: wanted } = settings;
    const { name, api } = pipeline;
    const definition = new FargateTaskDefinition(this, 'Task', {
      family: `sluice-${name}`,
      cpu: wanted.cpu,
      memoryLimitMiB: wanted.memoryMiB,
      runtimePlatform: {
        cpuArchitecture: CpuArchitecture.ARM64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
    });
    const grants = serviceGrants(settings);
    for (const statement of statementsOf(grants)) definition.addToTaskRolePolicy(statement);
    acknowledgeWildcards(definition, grants);
    if (wanted.image === null || ecrImage.test(wanted.image)) {
      Validations.of(definition).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: "ECR's GetAuthorizationToken, which pulls the image, knows no resource.",
      });
    }
    const health = `fetch('http://127.0.0.1:${api.port}/healthz').then(({ok})=>process.exit(ok?0:1),()=>process.exit(1))`;
    definition.addContainer('sluice', {
      containerName: 'sluice',
      image: imageOf(this, wanted),
      readonlyRootFilesystem: true,
      environment: { ...environment, ...preloadVariables(settings) },
      secrets: this.#secrets(settings),
      stopTimeout: Duration.seconds(wanted.stopTimeoutSecs),
      logging: new AwsLogDriver({ streamPrefix: 'task', logGroup: this.logGroup }),
      healthCheck: {
        command: ['CMD', 'node', '-e', health],
        interval: Duration.seconds(30),
        timeout: Duration.seconds(10),
        retries: 3,
        startPeriod: Duration.seconds(60),
      },
    });
    Validations.of(definition).acknowledge({
      id: 'AwsSolutions-ECS2',
      reason:
        'What is in the environment is settings; user name and password come from Secrets Manager.',
    });
    return definition;
  }

  #secrets({ kafka }: Settings): Record<string, Secret> {
    if (kafka.auth !== 'scram' || kafka.secretArn === null) return {};
    const secret = secrets.Secret.fromSecretCompleteArn(this, 'Login', kafka.secretArn);
    return Object.fromEntries(
      Object.entries(secretVariables).map(([variable, key]) => {
        return [variable, Secret.fromSecretsManager(secret, key)];
      }),
    );
  }

  /** Out to the brokers and to AWS; nobody comes in. */
  #securityGroup({ kafka, pipeline }: Settings, vpc: IVpc): ISecurityGroup {
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: `Tasks of the Sluice pipeline ${pipeline.name}`,
      allowAllOutbound: false,
    });
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'S3, ECR, CloudWatch and STS');
    const ports = kafka.bootstrapServers.map((server) =>
      Number(/:(\d+)$/.exec(server)?.[1] ?? 9092),
    );
    for (const port of new Set(ports)) {
      const { securityGroupId } = kafka;
      const brokers =
        securityGroupId === null ? Peer.anyIpv4() : Peer.securityGroupId(securityGroupId);
      group.addEgressRule(brokers, Port.tcp(port), 'brokers');
      if (securityGroupId === null) continue;
      new CfnSecurityGroupIngress(this, `Brokers${port}`, {
        groupId: securityGroupId,
        sourceSecurityGroupId: group.securityGroupId,
        ipProtocol: 'tcp',
        fromPort: port,
        toPort: port,
        description: `Sluice pipeline ${pipeline.name} of ${Stack.of(this).stackName}`,
      });
    }
    return group;
  }
}

const ecrImage =
  /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([a-z0-9._/-]+?)(?:@(sha256:[0-9a-f]{64})|:([\w.-]+))?$/;

/** Of ECR with the right to pull it; of another registry as it is, without credentials; or built when it is deployed. */
function imageOf(scope: Construct, { image, imageFile }: Settings['service']): ContainerImage {
  if (image === null) {
    return ContainerImage.fromAsset(projectRoot, {
      file: imageFile ?? 'Containerfile',
      platform: Platform.LINUX_ARM64,
      exclude: ['**/node_modules', '.git', '.engines', '**/cdk.out', 'coverage'],
    });
  }
  const [, account, region, name, digest, tag] = ecrImage.exec(image) ?? [];
  if (name === undefined) return ContainerImage.fromRegistry(image);
  const repository = Repository.fromRepositoryAttributes(scope, 'Repository', {
    repositoryName: name,
    repositoryArn: `arn:aws:ecr:${region}:${account}:repository/${name}`,
  });
  return ContainerImage.fromEcrRepository(repository, digest ?? tag ?? 'latest');
}
