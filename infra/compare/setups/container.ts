import { constant, derive, type Figure } from '../model/figure.ts';
import { containerCores } from '../model/cpu.ts';
import { type Facts, gbBytes, monthHours, monthSecs } from '../model/facts.ts';
import { cheapest, type MachineLoad, type Machines, type MachineSize } from '../model/machines.ts';
import { containerRequestsCost, storageCost } from '../model/objects.ts';
import { type Setup, setupOf, type Traits } from '../model/setup.ts';
import { crossZoneCost } from '../model/traffic.ts';
import { ourFormats } from './handler.ts';

/** Smaller ones come cheaper by the vCPU that is asked for; one process uses two vCPUs with two threads. */
export const fargateSizes = [
  { vcpu: 0.25, gb: 0.5, threads: 1 },
  { vcpu: 0.5, gb: 1, threads: 1 },
  { vcpu: 1, gb: 2, threads: 1 },
  { vcpu: 2, gb: 4, threads: 2 },
] as const;
export type FargateSize = (typeof fargateSizes)[number];

/** Where none is left. */
export const noMachine =
  'no size of machine holds what one partition needs, or the memory that was measured';

/** S3's own, for each prefix. */
const putsPerSecond = 3_500;

const cannot = ['it is a process of yours: to be deployed, watched and updated'];

/** The container on Fargate, in the cheapest size. */
export function onFargate(
  facts: Facts,
  how: 'arm' | 'x86' | 'spot',
  sizes: readonly FargateSize[] = fargateSizes,
  readsInZone: boolean = facts.question.rackId,
): Setup {
  const cpu = how === 'x86' ? 'x86' : 'arm';
  const market = how === 'spot' ? 'fargate.spot' : 'fargate';
  const vcpuPrice = how === 'spot' ? facts.price('fargate.spot.vcpuHour.arm') : null;
  const gbPrice = how === 'spot' ? facts.price('fargate.spot.gbHour.arm') : null;
  const all = sizes.map(({ vcpu, gb, threads }): MachineSize => {
    const hourly = derive(`an hour of ${vcpu} vCPU and ${gb} GB`, 'USD', 'vcpu * a + gb * b', {
      vcpu: constant('vCPUs of a task', 'vCPU', vcpu, 'a size that Fargate has'),
      a: vcpuPrice ?? facts.price(`fargate.vcpuHour.${cpu}`),
      gb: constant('memory of a task', 'GB', gb, 'the least for it'),
      b: gbPrice ?? facts.price(`fargate.gbHour.${cpu}`),
    });
    return { name: `${vcpu} vCPU, ${gb} GB`, vcpu, gb, hourly, load: loadOf(facts, threads) };
  });
  const tasks = cheapest(facts, all, 'tasks', (count) => [
    addressesCost(facts, count),
    logsCost(facts, count),
  ]);
  const title = { arm: 'Fargate, ARM', x86: 'Fargate, x86', spot: 'Fargate Spot, ARM' }[how];
  // a variant beside the one that is asked for has a name of its own
  const isVariant = readsInZone !== facts.question.rackId;
  const [suffix, note] = isVariant ? ['-no-rack', ', without rackId'] : ['', ''];
  return finish(facts, {
    name: `container-${market.replace('.', '-')}${how === 'x86' ? '-x86' : ''}${suffix}`,
    title: `Container on ${title}${note}`,
    machines: tasks,
    disks: null,
    readsInZone,
    conditions: [
      ...(how === 'spot' ? ['a task may be taken away with two minutes of notice'] : []),
      ...(readsInZone
        ? ['rackId needs replica.selector.class = RackAwareReplicaSelector on the brokers']
        : []),
    ],
  });
}

/** The container on virtual machines that run nothing else. */
export function onEc2(facts: Facts): Setup {
  const sizes = ec2Sizes(facts, loadOf(facts, 1), loadOf(facts, 2));
  const machines = cheapest(facts, sizes, 'machines', (count) => [
    addressesCost(facts, count),
    logsCost(facts, count),
    disksCost(facts, count),
  ]);
  return finish(facts, {
    name: 'container-ec2',
    title: 'Container on EC2 (ARM)',
    machines,
    disks: machines === null ? null : disksCost(facts, machines.count),
    readsInZone: facts.question.rackId,
    conditions: ['machines to patch and to replace'],
  });
}

/** ARM machines that were priced. @param two of a machine with two vCPUs */
export function ec2Sizes(facts: Facts, one: MachineLoad, two: MachineLoad): MachineSize[] {
  const size = (name: 'c7g.medium' | 'm7g.medium' | 'm7g.large', vcpu: number, gb: number) => ({
    name,
    vcpu,
    gb,
    hourly: facts.price(`ec2.${name}`),
    load: vcpu === 1 ? one : two,
  });
  const burstable = {
    name: 't4g.medium',
    vcpu: 0.4,
    gb: 4,
    hourly: facts.price('ec2.t4g.medium'),
    note: '2 vCPUs of which 20 % each last; an estimate',
    load: one,
  };
  return [burstable, size('c7g.medium', 1, 2), size('m7g.medium', 1, 4), size('m7g.large', 2, 8)];
}

/** The disks that machines start from. */
export function disksCost(facts: Facts, machines: Figure): Figure {
  return derive('disks', 'USD a month', 'machines * gb * price', {
    machines,
    gb: constant('a disk', 'GB', 10, 'what the system and an image take'),
    price: facts.price('ebs.gp3'),
  });
}

function loadOf(facts: Facts, threads: 1 | 2): MachineLoad {
  const cores = containerCores(facts);
  const factor = facts.measured('container.threadsFactor', 'CPU of two threads over that of one');
  return {
    cores:
      threads === 1
        ? cores
        : derive('vCPUs at the peak, two threads', 'vCPU', 'cores * factor', { cores, factor }),
    idleCores: facts.measured('container.idleCores', 'cores of a consumer that has nothing to do'),
    peakBytes: facts.measured(
      `container.peakBytes.${threads}`,
      `memory at most, threads: ${threads}`,
    ),
  };
}

interface Host {
  readonly name: string;
  readonly title: string;
  readonly machines: Machines | null;
  readonly disks: Figure | null;
  readonly readsInZone: boolean;
  readonly conditions: readonly string[];
}

function finish(facts: Facts, host: Host): Setup {
  const { name, title, machines, disks, readsInZone } = host;
  const { question } = facts;
  const traits: Traits = {
    exactlyOnce: true,
    freshnessSecs: question.timeoutSecs,
    operations: name === 'container-ec2' ? 3 : 2,
    transforms: true,
    formats: ourFormats,
  };
  // MSK Serverless has no such setting
  const inZone = readsInZone && question.brokers !== 'serverless';
  const count = machines?.count ?? null;
  return setupOf(
    {
      name,
      title,
      kind: 'measured',
      limit: limitOf(facts, machines),
      conditions: [
        ...host.conditions,
        ...(inZone && question.brokers === 'express'
          ? ['whether Express brokers take replica.selector.class is not documented: try it']
          : []),
      ],
      cannot,
      traits,
    },
    {
      compute: machines?.cost ?? null,
      network: count === null ? null : addressesCost(facts, count),
      crossZone: inZone ? null : crossZoneCost(facts),
      s3Requests: containerRequestsCost(facts),
      disks,
      logs: count === null ? null : logsCost(facts, count),
      storage: storageCost(facts),
    },
  );
}

/** To fetch the image and to send logs; S3 itself is reached by the free gateway endpoint. */
export function addressesCost(facts: Facts, tasks: Figure): Figure {
  const inputs = { tasks, hours: monthHours, price: facts.price('address.hour') };
  const why = 'a public address each, for the image and the logs';
  return derive('addresses', 'USD a month', 'tasks * hours * price', inputs, why);
}

function logsCost(facts: Facts, processes: Figure): Figure {
  return derive('logs', 'USD a month', 'processes * seconds / each * bytes / gb * price', {
    processes,
    seconds: monthSecs,
    each: constant('seconds between two lines', 's', 60, 'at INFO, where objects are stored'),
    bytes: facts.measured('container.logLineBytes', 'a line that sums up what was stored'),
    gb: gbBytes,
    price: facts.price('logs.gb'),
  });
}

/** A partition is read by one thread. */
function limitOf(facts: Facts, machines: Machines | null): string | null {
  const { partitions, timeoutSecs, rate, headroom } = facts.question;
  const cores = containerCores(facts).value ?? 0;
  if (cores > partitions) {
    const most = Math.floor((rate * partitions) / cores);
    return `one thread reads a partition: ${partitions} partitions take about ${most} events/s with ${headroom} times of headroom`;
  }
  if (partitions / timeoutSecs > putsPerSecond) {
    return `S3 takes ${putsPerSecond} PUTs a second for a prefix; ${partitions} partitions every ${timeoutSecs} s are more`;
  }
  return machines === null ? noMachine : null;
}
