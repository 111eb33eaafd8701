/** A cluster of Amazon MSK, provisioned or serverless. */
export interface MskCluster {
  readonly arn: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
  readonly uuid: string;
}

const clusterArn =
  /^arn:(aws[a-z-]*):kafka:([a-z0-9-]+):(\d{12}):cluster\/([A-Za-z0-9._-]+)\/([0-9a-f-]+)$/;

/** Null: it is not the ARN of a cluster. */
export function parseClusterArn(arn: string): MskCluster | null {
  const [, partition, region, account, name, uuid] = clusterArn.exec(arn) ?? [];
  if (partition === undefined || region === undefined || account === undefined) return null;
  if (name === undefined || uuid === undefined) return null;
  return { arn, partition, region, account, name, uuid };
}

/** What IAM knows a topic or a group of a cluster by. */
export function kafkaArn(cluster: MskCluster, kind: 'topic' | 'group', name: string): string {
  const { partition, region, account, name: clusterName, uuid } = cluster;
  return `arn:${partition}:kafka:${region}:${account}:${kind}/${clusterName}/${uuid}/${name}`;
}
