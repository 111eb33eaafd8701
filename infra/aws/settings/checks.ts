import type { Faults } from '../../../shared/pipeline/faults.ts';
import type { Context } from './context.ts';
import { fargateMemory, longestStopSecs } from './fargate.ts';
import type { Settings } from './settings.ts';

type Common = Omit<Settings, 'file' | 'pipeline' | 'environment' | 'lake'>;

/** Whether there is a cluster, and a way into it. */
export function checkCluster(common: Common, context: Context, faults: Faults): void {
  const { host, kafka, account, region } = common;
  const arn = context.text('clusterArn');
  if (arn !== null && kafka.cluster === null) {
    faults.add(
      'clusterArn',
      `got '${arn}'; allowed: arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/UUID, as aws kafka list-clusters-v2 tells it`,
    );
  }
  if (arn === null) {
    if (account === '' || region === '') {
      faults.add(
        'clusterArn',
        'missing; give that of the MSK cluster, or for brokers of your own -c account=… and -c region=…',
      );
    }
    if (kafka.auth === 'iam') {
      faults.add('auth', 'got iam, which only MSK has; for brokers of your own: scram or tls');
    }
  }
  if (account !== '' && !/^\d{12}$/.test(account)) {
    faults.add('account', `got '${account}'; allowed: 12 digits`);
  }
  const takes = context.list('clusterAuth');
  if (takes.length > 0 && !takes.includes(kafka.auth)) {
    faults.add(
      'clusterAuth',
      `the cluster takes ${takes.join(', ')}, but the pipeline would log in by ${kafka.auth}: turn IAM access control on (aws kafka update-security), or give -c auth=scram -c secretArn=…`,
    );
  }
  if (kafka.auth !== 'iam' && kafka.secretArn === null) {
    faults.add('secretArn', `missing; ${kafka.auth} needs the secret that holds the credentials`);
  }
  const needsServers = host === 'service' || arn === null;
  if (needsServers && kafka.bootstrapServers.length === 0) {
    faults.add(
      'bootstrapServers',
      'missing; aws kafka get-bootstrap-brokers --cluster-arn … tells them (port 9098 for IAM, 9096 for SCRAM)',
    );
  }
  checkNetwork(common, faults);
}

function checkNetwork({ host, kafka, network }: Common, faults: Faults): void {
  const needsVpc = host === 'service' || kafka.cluster === null;
  if (!needsVpc) return;
  const { vpcId, subnetIds, zones, zoneIds } = network;
  if (!/^vpc-[0-9a-f]+$/.test(vpcId)) {
    const got = vpcId === '' ? 'missing' : `got '${vpcId}'`;
    faults.add('vpcId', `${got}; give the VPC that reaches the brokers, as -c vpcId=vpc-…`);
  }
  if (subnetIds.length === 0) {
    faults.add(
      'subnetIds',
      'missing; give private subnets of the VPC, as -c subnetIds=subnet-…,subnet-…',
    );
  }
  if (host === 'function') return;
  if (zones.length !== subnetIds.length) {
    faults.add(
      'zones',
      `got ${zones.length} for ${subnetIds.length} subnets; give the zone of each, as -c zones=us-east-1a,us-east-1b`,
    );
  }
  if (zoneIds.length > 0 && zoneIds.length !== zones.length) {
    faults.add(
      'zoneIds',
      `got ${zoneIds.length} for ${zones.length} zones; aws ec2 describe-availability-zones tells the id of each`,
    );
  }
}

export function checkService({ kafka, service }: Common, faults: Faults): void {
  const { cpu, memoryMiB, minTasks, maxTasks, stopTimeoutSecs } = service;
  if (service.image === null && service.imageFile === null) {
    faults.add('image', 'missing; give one in a registry, or -c imageFile=… to build it');
  }
  if (kafka.auth === 'tls') {
    faults.add(
      'auth',
      'got tls: a container gets no files of certificates here; allowed: iam, scram',
    );
  }
  const allowed = fargateMemory(cpu);
  if (allowed === null) {
    faults.add('cpu', `got ${cpu}; Fargate has 256, 512, 1024, 2048, 4096, 8192, 16384`);
  } else if (memoryMiB < allowed.leastMiB || memoryMiB > allowed.mostMiB) {
    faults.add(
      'memoryMiB',
      `got ${memoryMiB}; with cpu ${cpu} Fargate has ${allowed.leastMiB} to ${allowed.mostMiB}`,
    );
  }
  if (minTasks > maxTasks)
    faults.add('minTasks', `got ${minTasks}, more than maxTasks (${maxTasks})`);
  if (stopTimeoutSecs > longestStopSecs) {
    faults.add(
      'stopTimeoutSecs',
      `got ${stopTimeoutSecs}; Fargate waits ${longestStopSecs} s at most before it kills a task`,
    );
  }
}

export function checkFunction({ function: settings }: Common, faults: Faults): void {
  const { pollers, reportsItems, bisects, maxRetries, maxRecordAgeSecs, onFailure } = settings;
  if (pollers !== null && pollers.min > pollers.max) {
    faults.add('minPollers', `got ${pollers.min}, more than maxPollers (${pollers.max})`);
  }
  if (maxRecordAgeSecs !== -1 && maxRecordAgeSecs < 60) {
    faults.add('maxRecordAgeSecs', `got ${maxRecordAgeSecs}; allowed: -1, or 60 to 604800`);
  }
  if (onFailure !== null && !/^(?:arn:aws[a-z-]*:(?:s3|sqs|sns):|kafka:\/\/)/.test(onFailure)) {
    faults.add(
      'onFailure',
      `got '${onFailure}'; allowed: the ARN of a bucket, a queue or a topic of SNS, or kafka://TOPIC`,
    );
  }
  if (pollers !== null) return;
  const needy = {
    reportItems: reportsItems,
    bisect: bisects,
    maxRetries: maxRetries !== -1,
    maxRecordAgeSecs: maxRecordAgeSecs !== -1,
    onFailure: onFailure?.startsWith('kafka://') === true,
  };
  for (const [name, isAsked] of Object.entries(needy)) {
    if (isAsked) faults.add(name, 'needs provisioned mode; leave -c provisioned=false out');
  }
}
