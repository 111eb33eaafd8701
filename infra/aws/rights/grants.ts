import type { KafkaSourceModel } from '../../../shared/pipeline/model.ts';
import { mappingsOf } from '../settings/mappings-of.ts';
import type { Settings } from '../settings/settings.ts';
import type { Grant } from './grant.ts';
import { kafkaArn, type MskCluster } from '../settings/msk-cluster.ts';
import { kafkaGrants, type KafkaRight, rightsOfMapping, rightsOfRequests } from './kafka-rights.ts';
import { consumerCommands, handlerCommands, s3Grants } from './s3-rights.ts';

type Subject = Pick<Settings, 'kafka' | 'pipeline'>;

/** What the container may do. */
export function serviceGrants({ kafka, pipeline }: Subject): readonly Grant[] {
  const rights = Object.values(rightsOfRequests).flat();
  return [
    ...s3Grants(pipeline, consumerCommands, partitionOf(kafka.cluster)),
    ...inGroups(kafka, [...pipeline.sources.values()], rights),
  ];
}

/** What the function may do, and the mapping that works in its name. */
export function functionGrants(
  { kafka, pipeline, function: settings }: Subject & Pick<Settings, 'function'>,
  logGroupArn: string,
): readonly Grant[] {
  const { cluster } = kafka;
  const readers = mappingsOf(pipeline).map(({ topic, groupId }) => ({ topics: [topic], groupId }));
  const grants: Grant[] = [
    ...s3Grants(pipeline, handlerCommands, partitionOf(cluster)),
    ...inGroups(kafka, readers, rightsOfMapping),
    {
      sid: 'Logs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [`${logGroupArn}:*`],
    },
    { sid: 'MappingNetwork', actions: networkActions, resources: ['*'] },
  ];
  if (cluster !== null) {
    const describe = 'kafka:DescribeClusterV2';
    grants.push({ sid: 'MappingCluster', actions: [describe], resources: [cluster.arn] });
    // knows no resource: on a cluster it would allow nothing
    const brokers = 'kafka:GetBootstrapBrokers';
    grants.push({ sid: 'MappingBrokers', actions: [brokers], resources: ['*'] });
  }
  if (kafka.secretArn !== null) {
    const actions = ['secretsmanager:GetSecretValue'];
    grants.push({ sid: 'MappingSecret', actions, resources: [kafka.secretArn] });
  }
  if (kafka.secretKeyArn !== null) {
    grants.push({ sid: 'MappingKey', actions: ['kms:Decrypt'], resources: [kafka.secretKeyArn] });
  }
  return [...grants, ...ofDestination(settings.onFailure, kafka)];
}

/** What a mapping asks of a VPC; these have no resource that could be named before they exist. */
const networkActions: readonly string[] = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
];

function inGroups(
  { cluster, auth }: Settings['kafka'],
  readers: readonly Pick<KafkaSourceModel, 'topics' | 'groupId'>[],
  rights: readonly KafkaRight[],
): readonly Grant[] {
  // otherwise it is the brokers that say who may what
  if (cluster === null || auth !== 'iam') return [];
  return readers.flatMap((reader, at) =>
    kafkaGrants(cluster, reader, rights).map((grant) => {
      return { ...grant, sid: readers.length === 1 ? grant.sid : `${grant.sid}${at + 1}` };
    }),
  );
}

function ofDestination(
  onFailure: string | null,
  { cluster, auth }: Settings['kafka'],
): readonly Grant[] {
  const sid = 'OnFailure';
  if (onFailure === null) return [];
  if (onFailure.includes(':s3:')) {
    return [
      { sid: `${sid}Objects`, actions: ['s3:PutObject'], resources: [`${onFailure}/*`] },
      { sid: `${sid}Bucket`, actions: ['s3:ListBucket'], resources: [onFailure] },
    ];
  }
  if (onFailure.includes(':sqs:')) {
    return [{ sid, actions: ['sqs:SendMessage'], resources: [onFailure] }];
  }
  if (onFailure.includes(':sns:')) {
    return [{ sid, actions: ['sns:Publish'], resources: [onFailure] }];
  }
  if (cluster === null || auth !== 'iam') return [];
  const topic = kafkaArn(cluster, 'topic', onFailure.replace('kafka://', ''));
  return [
    {
      sid,
      actions: ['kafka-cluster:WriteData', 'kafka-cluster:DescribeTopic'],
      resources: [topic],
    },
  ];
}

function partitionOf(cluster: MskCluster | null): string {
  return cluster?.partition ?? 'aws';
}
