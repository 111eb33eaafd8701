import { join } from 'node:path';
import { loadHere } from '../../infra/aws/app/load-here.ts';
import { environmentOf } from '../../infra/aws/settings/environment-of.ts';
import { readSettings } from '../../infra/aws/settings/read-settings.ts';
import type { Settings } from '../../infra/aws/settings/settings.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';

export const projectRoot: string = join(import.meta.dirname, '../..');

/** What a deployment of pipelines/devices.ts is told, as on the command line. */
export const context: Readonly<Record<string, string>> = {
  pipeline: 'pipelines/devices.ts',
  clusterArn:
    'arn:aws:kafka:us-east-1:123456789012:cluster/events/0a1b2c3d-1111-2222-3333-444455556666-7',
  bootstrapServers: 'b-1.events.a1.c7.kafka.us-east-1.amazonaws.com:9098',
  vpcId: 'vpc-0123456789abcdef0',
  subnetIds: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1',
  zones: 'us-east-1a,us-east-1b',
  zoneIds: 'use1-az4,use1-az6',
  routeTableIds: 'rtb-0123456789abcdef0',
  clusterSecurityGroupId: 'sg-0123456789abcdef0',
  bucketName: 'lake',
  image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/sluice:1.0.0',
};

/** The settings that follow. */
export const deployment: Settings = await only(context);

async function only(given: Readonly<Record<string, string>>): Promise<Settings> {
  const [settings] = await readSettings(given, projectRoot, loadHere);
  if (settings === undefined) throw new Error('no pipeline');
  return settings;
}

/** pipelines/devices.ts, as it is in that deployment. */
export function loadDevices(host: Settings['host']): Promise<PipelineModel> {
  const place = {
    ...deployment,
    host,
    bucketName: 'lake',
    stopTimeoutSecs: 120,
    reportsItems: false,
  };
  return loadHere(deployment.file, environmentOf(place), host);
}
