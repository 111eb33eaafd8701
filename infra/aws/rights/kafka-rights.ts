import type { ApiName } from '../../../functions/consumer/kafka/brokers/requests.ts';
import type { KafkaSourceModel } from '../../../shared/pipeline/model.ts';
import { kafkaArn, type MskCluster } from '../settings/msk-cluster.ts';
import type { Grant } from './grant.ts';

/** What an action of `kafka-cluster` is about. */
export type KafkaResource = 'cluster' | 'topic' | 'group';

export interface KafkaRight {
  readonly action: string;
  readonly on: KafkaResource;
}

const connect: KafkaRight = { action: 'kafka-cluster:Connect', on: 'cluster' };
const describeTopic: KafkaRight = { action: 'kafka-cluster:DescribeTopic', on: 'topic' };
const readData: KafkaRight = { action: 'kafka-cluster:ReadData', on: 'topic' };
const describeGroup: KafkaRight = { action: 'kafka-cluster:DescribeGroup', on: 'group' };
/** MSK's name for Kafka's READ on a group: to be a member of it and to commit. */
const alterGroup: KafkaRight = { action: 'kafka-cluster:AlterGroup', on: 'group' };

/**
 * What MSK asks for each request that a consumer makes: Kafka's table of operations and ACLs, in MSK's names. A request
 * that is added to the client does not compile until it stands here.
 * @see https://docs.aws.amazon.com/msk/latest/developerguide/kafka-actions.html
 */
export const rightsOfRequests: Readonly<Record<ApiName, readonly KafkaRight[]>> = {
  ApiVersions: [connect],
  Metadata: [describeTopic],
  MetadataWithIds: [describeTopic],
  ListOffsets: [describeTopic],
  Fetch: [readData, describeTopic],
  FindCoordinator: [describeGroup],
  JoinGroup: [alterGroup],
  SyncGroup: [alterGroup],
  Heartbeat: [alterGroup],
  LeaveGroup: [alterGroup],
  OffsetCommit: [alterGroup, readData],
  OffsetFetch: [describeGroup, describeTopic],
  DescribeGroup: [describeGroup],
};

/** What the pollers of an event source mapping ask for, as AWS lists it. */
export const rightsOfMapping: readonly KafkaRight[] = [
  connect,
  { action: 'kafka-cluster:DescribeClusterDynamicConfiguration', on: 'cluster' },
  describeTopic,
  readData,
  describeGroup,
  alterGroup,
];

/** The policy of whoever reads the topics of a source in its group. */
export function kafkaGrants(
  cluster: MskCluster,
  source: Pick<KafkaSourceModel, 'topics' | 'groupId'>,
  rights: readonly KafkaRight[],
): readonly Grant[] {
  const resources: Readonly<Record<KafkaResource, readonly string[]>> = {
    cluster: [cluster.arn],
    topic: source.topics.map((topic) => kafkaArn(cluster, 'topic', literalBeginning(topic))),
    group: [kafkaArn(cluster, 'group', source.groupId)],
  };
  return (['cluster', 'topic', 'group'] as const).map((on) => ({
    sid: `Kafka${on.charAt(0).toUpperCase()}${on.slice(1)}`,
    actions: [...new Set(rights.filter((right) => right.on === on).map(({ action }) => action))],
    resources: resources[on],
  }));
}

/** A name as it is; of a pattern (`^…`) what all names begin with, and then anything. */
function literalBeginning(topic: string): string {
  if (!topic.startsWith('^')) return topic;
  const literal = topic.slice(1);
  // an alternative may begin otherwise, and what is counted may be missing
  if (literal.includes('|')) return '*';
  const [beginning = ''] = /^(?:[A-Za-z0-9_-]|\\\.)*/.exec(literal) ?? [];
  const counted = /^[?*{]/.test(literal.slice(beginning.length));
  const kept = counted ? beginning.replace(/\\?.$/, '') : beginning;
  return `${kept.replaceAll('\\', '')}*`;
}
