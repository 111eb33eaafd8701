import type { ComponentName } from '../model/setup.ts';
import type { SetupName } from './all-setups.ts';

/** Of setups, where there is room for some words. */
export const shortTitles: Readonly<Record<SetupName, string>> = {
  'container-fargate': 'Container, Fargate',
  'container-fargate-x86': 'Container, Fargate x86',
  'container-fargate-spot': 'Container, Fargate Spot',
  'container-fargate-no-rack': 'Container without rackId',
  'container-ec2': 'Container, EC2',
  'handler-provisioned': 'Handler, provisioned',
  'handler-on-demand-endpoints': 'Handler, on demand',
  'handler-on-demand-existing': 'Handler, endpoints there',
  'handler-on-demand-nat': 'Handler, by NAT',
  'lambda-firehose': 'Lambda → Firehose',
  'lambda-firehose-aggregated': 'Lambda → Firehose, joined',
  'msk-firehose': 'MSK → Firehose',
  'msk-data-delivery': 'MSK Data Delivery',
  'msk-data-delivery-migrating': 'Data Delivery, migrating',
  'msk-connect': 'MSK Connect',
  'vector-eks': 'Vector on EKS',
};

/** Of components, for people; the names themselves are for programs. */
export const componentTitles: Readonly<Record<ComponentName, string>> = {
  compute: 'compute',
  invocations: 'invocations',
  pollers: 'poller units',
  delivery: 'delivery',
  network: 'network',
  crossZone: 'reads across zones',
  s3Requests: 'S3 requests',
  brokers: 'brokers',
  controlPlane: 'control plane',
  disks: 'disks',
  logs: 'logs',
  metrics: 'metrics',
  storage: 'storage',
};
