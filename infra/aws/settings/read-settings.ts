import { resolve } from 'node:path';
import { Faults } from '../../../shared/pipeline/faults.ts';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import { checkCluster, checkService, checkFunction } from './checks.ts';
import { checkPipelineHere } from './check-pipeline-here.ts';
import { checkTogether } from './check-together.ts';
import { type Context, createContext } from './context.ts';
import { environmentOf, secretStandIn, secretVariables } from './environment-of.ts';
import { parseClusterArn } from './msk-cluster.ts';
import type {
  FunctionSettings,
  KafkaSettings,
  LakeSettings,
  NetworkSettings,
  ServiceSettings,
  Settings,
} from './settings.ts';

/** Gives the pipeline of a file as it is with this environment. @throws {SluiceError} with every fault of it */
export type LoadPipeline = (
  file: string,
  env: Readonly<Record<string, string>>,
  host: Settings['host'],
) => Promise<PipelineModel>;

/**
 * Reads what is said of a deployment, checks it against the pipelines that it is for, and tells everything that is wrong
 * at once.
 * @param root where relative paths begin
 * @throws {SluiceError} CONFIG_INVALID
 */
export async function readSettings(
  given: Readonly<Record<string, unknown>>,
  root: string,
  loadPipeline: LoadPipeline,
): Promise<readonly Settings[]> {
  const faults = new Faults();
  const context = createContext(given, faults);
  const files = context.list('pipeline');
  if (files.length === 0) {
    faults.add('pipeline', 'missing; give the file, as -c pipeline=pipelines/devices.ts');
  }
  const host = context.oneOf('host', ['service', 'function']);
  const kafka = readKafka(context, host);
  const common = {
    host,
    kafka,
    account: kafka.cluster?.account ?? context.text('account') ?? '',
    region: kafka.cluster?.region ?? context.text('region') ?? '',
    network: readNetwork(context),
    service: readService(context),
    function: readFunction(context),
    logRetentionDays: context.integer('logRetentionDays', 30, 1, 3653),
    alarmTopicArn: context.text('alarmTopicArn'),
  };
  checkCluster(common, context, faults);
  if (host === 'service') checkService(common, faults);
  else checkFunction(common, faults);
  const all: Settings[] = [];
  for (const file of files) {
    const lake = readLake(context, file, common);
    const own = environmentOf({
      ...common,
      bucketName: lake.bucketName,
      stopTimeoutSecs: common.service.stopTimeoutSecs,
      reportsItems: common.function.reportsItems,
    });
    const environment = { ...own, ...context.map('env') };
    const known = { ...environment, ...secretsOf(common) };
    const pipeline = await loadPipeline(resolve(root, file), known, host).catch(
      (thrown: unknown) => {
        faults.add(file, thrown instanceof Error ? thrown.message : String(thrown));
        return null;
      },
    );
    if (pipeline === null) continue;
    const settings = { ...common, file: resolve(root, file), pipeline, environment, lake };
    checkPipelineHere(settings, faults);
    all.push(settings);
  }
  checkTogether(all, faults);
  faults.throwIfAny('The deployment');
  return all;
}

/** What the container gets out of Secrets Manager when it starts; here their names are enough. */
function secretsOf({ host, kafka }: Pick<Settings, 'host' | 'kafka'>): Record<string, string> {
  if (host === 'function' || kafka.auth !== 'scram') return {};
  return Object.fromEntries(Object.keys(secretVariables).map((name) => [name, secretStandIn]));
}

function readKafka(context: Context, host: Settings['host']): KafkaSettings {
  const arn = context.text('clusterArn');
  const cluster = arn === null ? null : parseClusterArn(arn);
  const allowed = cluster === null && host === 'function' ? (['scram', 'tls'] as const) : all;
  return {
    cluster,
    auth: context.oneOf('auth', [...allowed]),
    bootstrapServers: context.list('bootstrapServers'),
    secretArn: context.text('secretArn'),
    secretKeyArn: context.text('secretKeyArn'),
    securityGroupId: context.text('clusterSecurityGroupId'),
  };
}

const all = ['iam', 'scram', 'tls'] as const;

function readNetwork(context: Context): NetworkSettings {
  return {
    vpcId: context.text('vpcId') ?? '',
    subnetIds: context.list('subnetIds'),
    zones: context.list('zones'),
    zoneIds: context.list('zoneIds'),
    routeTableIds: context.list('routeTableIds'),
  };
}

function readLake(
  context: Context,
  file: string,
  { account, region }: Pick<Settings, 'account' | 'region'>,
): LakeSettings {
  const bucket = context.text('bucketName');
  const name = file.replace(/^.*[/\\]/, '').replace(/\.[cm]?[jt]s$/, '');
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return {
    isGiven: bucket !== null,
    bucketName: bucket ?? `sluice-${plain}-${account}-${region}`.slice(0, 63),
    database: context.text('database') ?? 'lake',
    table: context.text('table') ?? plain.replaceAll('-', '_'),
    sample: context.text('sample'),
    tableStart: context.text('tableStart') ?? '2020-01-01',
    scanLimitGiB: context.integer('scanLimitGiB', 100, 1, 1_000_000),
  };
}

function readService(context: Context): ServiceSettings {
  return {
    image: context.text('image'),
    imageFile: context.text('imageFile'),
    cpu: context.integer('cpu', 512, 256, 16_384),
    memoryMiB: context.integer('memoryMiB', 1024, 512, 122_880),
    minTasks: context.integer('minTasks', 1, 1, 1000),
    maxTasks: context.integer('maxTasks', 4, 1, 1000),
    isSpot: context.flag('spot', false),
    stopTimeoutSecs: context.integer('stopTimeoutSecs', 120, 1, 86_400),
  };
}

function readFunction(context: Context): FunctionSettings {
  const isProvisioned = context.flag('provisioned', true);
  return {
    code: context.text('code') ?? 'dist/handler.zip',
    memoryMb: context.integer('functionMemoryMb', 1769, 128, 10_240),
    timeoutSecs: context.integer('functionTimeoutSecs', 300, 1, 840),
    batchSize: context.integer('batchSize', 10_000, 1, 10_000),
    batchingWindowSecs: context.integer('batchingWindowSecs', 60, 0, 300),
    pollers: isProvisioned
      ? {
          min: context.integer('minPollers', 1, 1, 200),
          max: context.integer('maxPollers', 10, 1, 2000),
        }
      : null,
    reportsItems: context.flag('reportItems', isProvisioned),
    bisects: context.flag('bisect', false),
    maxRetries: context.integer('maxRetries', -1, -1, 10_000),
    maxRecordAgeSecs: context.integer('maxRecordAgeSecs', -1, -1, 604_800),
    onFailure: context.text('onFailure'),
    filters: context.list('filters').length === 0 ? [] : filtersOf(context),
    startingPosition: context.oneOf('startingPosition', ['TRIM_HORIZON', 'LATEST']),
  };
}

/** A pattern is JSON and holds commas: several of them are separated by lines. */
function filtersOf(context: Context): readonly string[] {
  return (context.text('filters') ?? '').split('\n').filter((line) => line.trim() !== '');
}
