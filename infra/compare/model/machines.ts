import { constant, derive, type Figure } from './figure.ts';
import { type Facts, monthHours } from './facts.ts';
import { memoryHeadroom } from './cpu.ts';

/** A size that can be bought, and what it costs an hour. */
export interface MachineSize {
  readonly name: string;
  readonly vcpu: number;
  readonly gb: number;
  readonly hourly: Figure;
  /** Why it has so many vCPUs, where that is not its nominal number. */
  readonly note?: string;
  /** What the program takes in it. */
  readonly load: MachineLoad;
}

/** What a program needs, in a size. */
export interface MachineLoad {
  /** All of them together. */
  readonly cores: Figure;
  /** Each by itself, whatever it is given to do. */
  readonly idleCores: Figure;
  readonly peakBytes: Figure;
}

export interface Machines {
  readonly size: MachineSize;
  readonly count: Figure;
  /** The machines alone. */
  readonly cost: Figure;
}

/** What is paid for each machine beside it: its address, its disk. @param count machines */
export type Extras = (count: Figure) => readonly Figure[];

/**
 * So many of a size as its load needs; null where it is too small for one. A partition is read by one process, so what is
 * spread over them are whole partitions: seven that need half of a machine each take four machines.
 */
function machinesOf(facts: Facts, size: MachineSize, noun: string): Machines | null {
  const { cores, idleCores, peakBytes } = size.load;
  const needs = ((peakBytes.value ?? 0) * (memoryHeadroom.value ?? 1)) / 2 ** 30;
  const own = (idleCores.value ?? 0) * facts.question.vcpuFactor;
  const ofPartition = (cores.value ?? 0) / facts.question.partitions;
  if (needs > size.gb || own >= size.vcpu || ofPartition > size.vcpu - own) return null;
  const each = constant(`vCPUs of ${size.name}`, 'vCPU', size.vcpu, size.note ?? 'its size');
  const inputs = {
    least: facts.asked.leastTasks,
    partitions: facts.asked.partitions,
    cores,
    each,
    idle: idleCores,
    factor: facts.asked.vcpuFactor,
  };
  const formula =
    'max(least, ceil(partitions / floor((each - idle * factor) * partitions / cores)))';
  const why = 'whole partitions: each goes to one of them';
  const count = derive(`${noun}, ${size.name}`, '', formula, inputs, why);
  const cost = derive('compute', 'USD a month', 'count * hours * hourly', {
    count,
    hours: monthHours,
    hourly: size.hourly,
  });
  return { size, count, cost };
}

/**
 * The cheapest that the load fits into, with what each machine costs beside itself: one of 0.5 vCPU needs one address where
 * two of 0.25 need two. Where no price is known, the first one that it fits into.
 */
export function cheapest(
  facts: Facts,
  sizes: readonly MachineSize[],
  noun: string,
  extras: Extras,
): Machines | null {
  const all = sizes.flatMap((size) => machinesOf(facts, size, noun) ?? []);
  const costOf = ({ cost, count }: Machines): number =>
    Math.min(
      Number.MAX_VALUE,
      [cost, ...extras(count)].reduce((sum, { value }) => sum + (value ?? Infinity), 0),
    );
  return all.toSorted((a, b) => costOf(a) - costOf(b))[0] ?? null;
}
