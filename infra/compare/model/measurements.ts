import { type Figure, given } from './figure.ts';
import type { Compression } from './question.ts';

type ByCompression<Name extends string> = `${Name}.${Compression}`;

/** Everything that the model takes from a measurement. */
export type MeasuredId =
  | 'small.recordBytes'
  | 'large.recordBytes'
  | 'fetch.overheadBytes'
  | 'line.addedBytes'
  | 'ratio.gzip'
  | 'ratio.zstd'
  | 'container.startCpuMs'
  | ByCompression<'container.cpu.small'>
  | ByCompression<'container.cpu.large'>
  | 'container.threadsFactor'
  | 'container.rate.1'
  | 'container.rate.2'
  | 'container.peakBytes.1'
  | 'container.peakBytes.2'
  | 'container.idleCores'
  | 'container.steadyFactor'
  | 'container.logLineBytes'
  | ByCompression<'handler.cpu.small'>
  | ByCompression<'handler.cpu.large'>
  | 'handler.objectCpuMs'
  | 'handler.eventOverheadBytes'
  | 'handler.peakBytes'
  | 'handler.initMs'
  | 'handler.waitMs'
  | 'handler.logBytesPerInvocation'
  | 'handler.metrics'
  | ByCompression<'vector.cpu'>
  | 'vector.peakBytes'
  | 'connect.cpu'
  | 'package.consumerBytes'
  | 'package.handlerBytes';

/** One number, and how it was got. */
export interface Measurement {
  readonly value: number;
  readonly unit: string;
  readonly how: string;
  /** Day, and machine where it is not that of the others. */
  readonly date: string;
  readonly machine?: string;
}

/** A run, as the report lists it. */
export interface MeasuredRun {
  readonly host: 'container' | 'handler' | 'vector';
  /** Such as '2 threads, zstd' or '1,000 records an event'. */
  readonly what: string;
  readonly recordBytes: number;
  readonly events: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakBytes: number;
  readonly objects: number;
  readonly storedBytes: number;
  /** Of the function: how often, with how large events, and for how long. */
  readonly invocations?: number;
  readonly eventBytes?: number;
  readonly medianMs?: number;
  /** Without the first invocation. */
  readonly warmCpuSeconds?: number;
  readonly warmEvents?: number;
  /** Where it was kept to the share of a core that so much memory gives. */
  readonly memoryMb?: number;
}

export interface Measurements {
  readonly machine: string;
  readonly date: string;
  readonly workload: string;
  /** Rounds of a fixed piece of work in a CPU second (measure/calibrate.ts). */
  readonly calibration: number;
  readonly figures: Readonly<Record<MeasuredId, Measurement>>;
  readonly runs: readonly MeasuredRun[];
}

/** A measurement, as a figure that formulas are made of. */
export function measuredFigure(
  { figures, machine: here }: Measurements,
  id: MeasuredId,
  name: string,
): Figure {
  const { value, unit, how, date, machine = here } = figures[id];
  return given({ name, unit, value, origin: 'measured', source: `${how}; ${date}, ${machine}` });
}
