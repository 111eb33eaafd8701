import { assumed, derive, type Figure } from './figure.ts';
import type { Facts } from './facts.ts';
import type { Compression } from './question.ts';

const line =
  'a straight line through what was measured at two sizes of a record; below the smaller one at least a quarter of it';

/** CPU of one event at the size asked for: in the container or the function. */
export function eventCpuMicros(
  host: 'container' | 'handler',
  facts: Facts,
  compression: Compression = facts.question.compression,
): Figure {
  const { asked, measured } = facts;
  const what = `CPU of an event, ${host}, ${compression}`;
  const inputs = {
    small: measured(`${host}.cpu.small.${compression}`, `${what}, small record`),
    large: measured(`${host}.cpu.large.${compression}`, `${what}, large record`),
    smallBytes: measured('small.recordBytes', 'bytes of the small record'),
    largeBytes: measured('large.recordBytes', 'bytes of the large record'),
    record: asked.recordBytes,
  };
  const formula =
    'max(small / 4, small + (large - small) / (largeBytes - smallBytes) * (record - smallBytes))';
  return derive(what, 'µs', formula, inputs, line);
}

/** vCPUs that the container's consumers need together at the peak, with one thread each. */
export function containerCores(facts: Facts): Figure {
  const { asked, measured } = facts;
  const inputs = {
    rate: asked.rate,
    headroom: asked.headroom,
    cpu: eventCpuMicros('container', facts),
    steady: measured(
      'container.steadyFactor',
      'CPU of an event of an even stream over that of one that is caught up with',
    ),
    factor: asked.vcpuFactor,
  };
  const formula = 'rate * headroom * cpu * steady * factor / 1000000';
  return derive('vCPUs at the peak', 'vCPU', formula, inputs);
}

const likeOurs =
  'measured at one size alone; taken to grow with the size of a record as that of the container does';

/** vCPUs of another program that was measured with small records. */
export function rivalCores(
  facts: Facts,
  name: string,
  measuredMicros: Figure,
  compression: Compression,
): Figure {
  const { asked, measured } = facts;
  const inputs = {
    rate: asked.rate,
    headroom: asked.headroom,
    cpu: measuredMicros,
    ours: eventCpuMicros('container', facts, compression),
    small: measured(`container.cpu.small.${compression}`, 'CPU of an event, container, small'),
    factor: asked.vcpuFactor,
  };
  const formula = 'rate * headroom * cpu * ours / small * factor / 1000000';
  return derive(`vCPUs of ${name} at the peak`, 'vCPU', formula, inputs, likeOurs);
}

/** What a process is given beyond the highest that was seen of it. */
export const memoryHeadroom: Figure = assumed(
  'memory over the highest that was seen',
  'times',
  1.5,
  'one half more, for bursts and what the kernel counts besides',
);
