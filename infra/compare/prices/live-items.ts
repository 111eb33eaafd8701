import type { PriceId } from '../model/prices.ts';

/** Where a price stands in AWS's public price list. */
export interface LiveItem {
  readonly id: PriceId;
  /** Of the offer file. */
  readonly service: string;
  /** The usage type, after the region's mark (`APN2-`, `USE1-` or none). */
  readonly usage: string;
  /** In its place, where the usage type is not documented: what the product has besides. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** And what its usage type has not in it. */
  readonly without?: string;
  /** Which of the prices that fall by the amount: the first from 0. */
  readonly tier?: number;
  /** What the price is divided by, where the list has another unit. */
  readonly per?: number;
}

/**
 * What can be read without credentials in a file of reasonable size. NAT gateways and machines stand in the offer of
 * EC2, which is hundreds of megabytes: those stay as they are kept. So do prices that are on pages alone.
 */
export const liveItems: readonly LiveItem[] = [
  { id: 'lambda.request', service: 'AWSLambda', usage: 'Request' },
  { id: 'lambda.gbSecond.x86', service: 'AWSLambda', usage: 'Lambda-GB-Second' },
  { id: 'lambda.gbSecond.arm', service: 'AWSLambda', usage: 'Lambda-GB-Second-ARM' },
  {
    id: 'lambda.pollerUnitHour',
    service: 'AWSLambda',
    usage: 'Event-Poller-Unit-Hours',
    attributes: { group: 'AWS-Lambda-Event-Poller-Unit-Duration' },
    // queues have pollers, too, at another price
    without: 'SQS',
  },
  { id: 'fargate.vcpuHour.x86', service: 'AmazonECS', usage: 'Fargate-vCPU-Hours:perCPU' },
  { id: 'fargate.gbHour.x86', service: 'AmazonECS', usage: 'Fargate-GB-Hours' },
  { id: 'fargate.vcpuHour.arm', service: 'AmazonECS', usage: 'Fargate-ARM-vCPU-Hours:perCPU' },
  { id: 'fargate.gbHour.arm', service: 'AmazonECS', usage: 'Fargate-ARM-GB-Hours' },
  { id: 'eks.clusterHour', service: 'AmazonEKS', usage: 'AmazonEKS-Hours:perCluster' },
  { id: 's3.put', service: 'AmazonS3', usage: 'Requests-Tier1' },
  { id: 's3.storage', service: 'AmazonS3', usage: 'TimedStorage-ByteHrs' },
  { id: 'endpoint.hour', service: 'AmazonVPC', usage: 'VpcEndpoint-Hours' },
  { id: 'endpoint.gb', service: 'AmazonVPC', usage: 'VpcEndpoint-Bytes' },
  { id: 'endpoint.gb.above1pb', service: 'AmazonVPC', usage: 'VpcEndpoint-Bytes', tier: 1 },
  { id: 'zone.gb', service: 'AWSDataTransfer', usage: 'DataTransfer-Regional-Bytes' },
  { id: 'logs.gb', service: 'AmazonCloudWatch', usage: 'DataProcessing-Bytes' },
  { id: 'firehose.put.gb', service: 'AmazonKinesisFirehose', usage: 'BilledBytes' },
  {
    id: 'firehose.put.gb.above500tb',
    service: 'AmazonKinesisFirehose',
    usage: 'BilledBytes',
    tier: 1,
  },
  {
    id: 'firehose.put.gb.above2pb',
    service: 'AmazonKinesisFirehose',
    usage: 'BilledBytes',
    tier: 2,
  },
  { id: 'firehose.msk.gb', service: 'AmazonKinesisFirehose', usage: 'MSKAsSourceBilledBytes' },
  { id: 'msk.standard.m5.large', service: 'AmazonMSK', usage: 'Kafka.m5.large' },
  { id: 'msk.express.m7g.large', service: 'AmazonMSK', usage: 'Express.m7g.large' },
];
