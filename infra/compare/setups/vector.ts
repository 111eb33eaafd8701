import { assumed, derive, type Figure } from '../model/figure.ts';
import { rivalCores } from '../model/cpu.ts';
import { type Facts, monthHours } from '../model/facts.ts';
import { cheapest, type MachineLoad } from '../model/machines.ts';
import { laneObjects, requestsCost, storageCost } from '../model/objects.ts';
import { type Setup, setupOf } from '../model/setup.ts';
import { crossZoneCost } from '../model/traffic.ts';
import { addressesCost, disksCost, ec2Sizes, noMachine } from './container.ts';

/** The brief's present setup: the Vector aggregator on EKS, on machines of its own. */
export function vectorOnEks(facts: Facts): Setup {
  const { compression } = facts.question;
  const micros = facts.measured(
    `vector.cpu.${compression}`,
    `CPU of an event, Vector, ${compression}`,
  );
  const load: MachineLoad = {
    cores: rivalCores(facts, 'Vector', micros, compression),
    idleCores: assumed('cores of kubelet and its like', 'vCPU', 0.1, 'of each machine'),
    peakBytes: facts.measured('vector.peakBytes', 'memory of Vector at most'),
  };
  const machines = cheapest(facts, ec2Sizes(facts, load, load), 'machines', (count) => [
    addressesCost(facts, count),
    disksCost(facts, count),
  ]);
  const count: Figure | null = machines?.count ?? null;
  return setupOf(
    {
      name: 'vector-eks',
      title: 'Vector on EKS',
      kind: 'modelled',
      limit: machines === null ? noMachine : null,
      conditions: [
        'the cluster is paid for by it alone; where there is one, take controlPlane off',
      ],
      cannot: [
        'exactly once: after a crash, what was sent since the last commit comes twice',
        'objects of the size that is asked for: it counts bytes in memory, and by thread',
      ],
      traits: {
        exactlyOnce: false,
        freshnessSecs: facts.question.timeoutSecs,
        operations: 3,
        transforms: true,
        formats: 'lines, JSON',
      },
    },
    {
      compute: machines?.cost ?? null,
      controlPlane: derive('control plane', 'USD a month', 'hours * price', {
        hours: monthHours,
        price: facts.price('eks.clusterHour'),
      }),
      network: count === null ? null : addressesCost(facts, count),
      disks: count === null ? null : disksCost(facts, count),
      // librdkafka reads by client.rack, too
      crossZone: facts.question.rackId ? null : crossZoneCost(facts),
      s3Requests: requestsCost(facts, laneObjects(facts, facts.asked.leastTasks)),
      storage: storageCost(facts),
    },
  );
}
