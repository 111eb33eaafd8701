import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { usageError } from '../../functions/cli/arguments.ts';
import type { Measurements } from './model/measurements.ts';
import {
  bounds,
  brokerKinds,
  compressions,
  defaultQuestion,
  type NumberName,
  type Question,
} from './model/question.ts';

type TextOption =
  | 'rate'
  | 'record-bytes'
  | 'producer-ratio'
  | 'partitions'
  | 'zones'
  | 'brokers'
  | 'compression'
  | 'timeout-secs'
  | 'max-bytes'
  | 'headroom'
  | 'least-tasks'
  | 'poller-units'
  | 'partitions-per-invocation'
  | 'vcpu-factor'
  | 'storage-days';
type Switch = 'no-rack-id' | 'free-tier';

/** The options that say what is asked, of `npm run compare` and of `sluice advise`. */
export const questionKinds: Readonly<Record<TextOption, 'string'> & Record<Switch, 'boolean'>> = {
  rate: 'string',
  'record-bytes': 'string',
  'producer-ratio': 'string',
  partitions: 'string',
  zones: 'string',
  'no-rack-id': 'boolean',
  brokers: 'string',
  compression: 'string',
  'timeout-secs': 'string',
  'max-bytes': 'string',
  headroom: 'string',
  'least-tasks': 'string',
  'poller-units': 'string',
  'partitions-per-invocation': 'string',
  'vcpu-factor': 'string',
  'storage-days': 'string',
  'free-tier': 'boolean',
};

export const questionUsage: string = `  --rate N             events a second (default ${defaultQuestion.rate})
  --record-bytes N     key and value of a record (default ${defaultQuestion.recordBytes})
  --producer-ratio R   how much smaller the producers' compression makes the topic (default ${defaultQuestion.producerRatio})
  --partitions N       (default ${defaultQuestion.partitions})
  --zones N            availability zones (default ${defaultQuestion.zones})
  --no-rack-id         consumers read from the leaders, across zones
  --brokers KIND       ${brokerKinds.join(', ')} (default: not said)
  --compression C      of the objects: none, gzip or zstd (default ${defaultQuestion.compression})
  --timeout-secs N     age at which an object is stored (default ${defaultQuestion.timeoutSecs})
  --max-bytes N        size at which it is (default ${defaultQuestion.maxBytes})
  --headroom R         what there is room for, over the average (default ${defaultQuestion.headroom})
  --least-tasks N      tasks or machines at least (default: one a zone)
  --poller-units N     event poller units of a provisioned mapping (default: by the throughput)
  --partitions-per-invocation N   that share a batch (default: those of a poller)
  --vcpu-factor R      vCPU seconds for a CPU second as measured (default ${defaultQuestion.vcpuFactor}; docs/cost-model.md)
  --storage-days N     how long objects stay; 0 leaves storage out (default ${defaultQuestion.storageDays})
  --free-tier          with Lambda's free tier
`;

type Values = { readonly [Name in TextOption]?: string } & { readonly [Name in Switch]?: boolean };

/** @throws {SluiceError} CONFIG_INVALID */
export function readQuestion(values: Values): Question {
  const number = <Fallback extends number | null>(
    option: TextOption,
    name: NumberName,
    fallback: Fallback,
  ): number | Fallback => {
    const text = values[option];
    if (text === undefined) return fallback;
    const [least, most] = bounds[name];
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw usageError(`--${option}: got '${text}'; allowed: a number from ${least} to ${most}`);
  };
  const whole = <Fallback extends number | null>(
    option: TextOption,
    name: NumberName,
    fallback: Fallback,
  ): number | Fallback => {
    const value = number(option, name, fallback);
    if (value === null || Number.isInteger(value)) return value;
    throw usageError(`--${option}: got '${value}'; allowed: a whole number`);
  };
  const { compression = defaultQuestion.compression, brokers } = values;
  const known = oneOf('--compression', compression, compressions);
  const by = defaultQuestion;
  return {
    rate: number('rate', 'rate', by.rate),
    recordBytes: number('record-bytes', 'recordBytes', by.recordBytes),
    producerRatio: number('producer-ratio', 'producerRatio', by.producerRatio),
    partitions: whole('partitions', 'partitions', by.partitions),
    zones: whole('zones', 'zones', by.zones),
    rackId: values['no-rack-id'] !== true,
    brokers: brokers === undefined ? null : oneOf('--brokers', brokers, brokerKinds),
    compression: known,
    timeoutSecs: number('timeout-secs', 'timeoutSecs', by.timeoutSecs),
    maxBytes: whole('max-bytes', 'maxBytes', by.maxBytes),
    headroom: number('headroom', 'headroom', by.headroom),
    leastTasks: whole('least-tasks', 'leastTasks', null),
    pollerUnits: whole('poller-units', 'pollerUnits', null),
    partitionsPerInvocation: whole('partitions-per-invocation', 'partitionsPerInvocation', null),
    vcpuFactor: number('vcpu-factor', 'vcpuFactor', by.vcpuFactor),
    storageDays: number('storage-days', 'storageDays', by.storageDays),
    freeTier: values['free-tier'] === true,
  };
}

function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === text);
  if (found !== undefined) return found;
  throw usageError(`${option}: got '${text}'; allowed: ${allowed.join(', ')}`);
}

/** The measurements that come with this version. */
export const keptMeasurements: string = join(import.meta.dirname, 'measurements.json');

export async function readMeasurements(): Promise<Measurements> {
  return JSON.parse(await readFile(keptMeasurements, 'utf8')) as Measurements;
}
