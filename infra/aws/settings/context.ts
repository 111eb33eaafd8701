import { didYouMean, type Faults } from '../../../shared/pipeline/faults.ts';

/** What may be said of a deployment by `-c NAME=VALUE`, or in the context of cdk.json; docs/deploy-aws.md tells of each. */
export const contextNames = [
  'host',
  'pipeline',
  'env',
  'clusterArn',
  'clusterAuth',
  'auth',
  'bootstrapServers',
  'secretArn',
  'secretKeyArn',
  'clusterSecurityGroupId',
  'account',
  'region',
  'vpcId',
  'subnetIds',
  'zones',
  'zoneIds',
  'routeTableIds',
  'bucketName',
  'database',
  'table',
  'sample',
  'tableStart',
  'scanLimitGiB',
  'image',
  'imageFile',
  'cpu',
  'memoryMiB',
  'minTasks',
  'maxTasks',
  'spot',
  'stopTimeoutSecs',
  'code',
  'functionMemoryMb',
  'functionTimeoutSecs',
  'batchSize',
  'batchingWindowSecs',
  'provisioned',
  'minPollers',
  'maxPollers',
  'reportItems',
  'bisect',
  'maxRetries',
  'maxRecordAgeSecs',
  'onFailure',
  'filters',
  'startingPosition',
  'logRetentionDays',
  'alarmTopicArn',
] as const;

export type ContextName = (typeof contextNames)[number];

/** Reads values that come as text from the command line, and as what they are from cdk.json. */
export interface Context {
  readonly text: (name: ContextName) => string | null;
  readonly list: (name: ContextName) => readonly string[];
  readonly integer: (name: ContextName, fallback: number, least: number, most: number) => number;
  readonly flag: (name: ContextName, fallback: boolean) => boolean;
  readonly oneOf: <T extends string>(name: ContextName, allowed: readonly [T, ...T[]]) => T;
  /** `A=1,B=2`, or an object. */
  readonly map: (name: ContextName) => Readonly<Record<string, string>>;
}

/** @param given by name; those of CDK itself, which have a colon or begin with `cdk`, are let through */
export function createContext(given: Readonly<Record<string, unknown>>, faults: Faults): Context {
  for (const name of Object.keys(given)) {
    const isKnown = (contextNames as readonly string[]).includes(name);
    if (isKnown || /[:/@]|^(?:aws-)?cdk/.test(name)) continue;
    faults.add(name, `is no setting${didYouMean(name, contextNames)}; docs/deploy-aws.md has them`);
  }
  const text = (name: ContextName): string | null => {
    const value = given[name];
    if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return null;
  };
  const list = (name: ContextName): readonly string[] => {
    const value = given[name];
    const items = Array.isArray(value) ? value.map(String) : (text(name) ?? '').split(',');
    return items.map((item) => item.trim()).filter((item) => item !== '');
  };
  return {
    text,
    list,
    integer: (name, fallback, least, most) => {
      const got = text(name);
      if (got === null) return fallback;
      const value = Number(got);
      if (Number.isInteger(value) && value >= least && value <= most) return value;
      faults.add(name, `got '${got}'; allowed: an integer from ${least} to ${most}`);
      return fallback;
    },
    flag: (name, fallback) => {
      const got = text(name);
      if (got === null) return fallback;
      if (got !== 'true' && got !== 'false') {
        faults.add(name, `got '${got}'; allowed: true or false`);
      }
      return got === 'true';
    },
    oneOf: (name, allowed) => {
      const got = text(name);
      const found = allowed.find((each) => each === got);
      if (got !== null && found === undefined) {
        const hint = didYouMean(got, allowed);
        faults.add(name, `got '${got}'${hint}; allowed: ${allowed.join(', ')}`);
      }
      return found ?? allowed[0];
    },
    map: (name) => {
      const value = given[name];
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, String(each)]));
      }
      const entries = list(name).map((pair): readonly [string, string] => {
        const at = pair.indexOf('=');
        if (at <= 0) faults.add(name, `got '${pair}'; allowed: NAME=VALUE,NAME=VALUE`);
        return [pair.slice(0, Math.max(at, 0)), pair.slice(at + 1)];
      });
      return Object.fromEntries(entries);
    },
  };
}
