import type {
  MeasuredId,
  Measurement,
  Measurements,
} from '../../../../infra/compare/model/measurements.ts';

/** Round numbers, with which a bill can be computed on paper: nothing is added to a record. */
const values: Readonly<Record<MeasuredId, number>> = {
  'small.recordBytes': 200,
  'large.recordBytes': 2_000,
  'fetch.overheadBytes': 0,
  'line.addedBytes': 0,
  'ratio.gzip': 4,
  'ratio.zstd': 5,
  'container.startCpuMs': 400,
  'container.cpu.small.none': 3,
  'container.cpu.small.gzip': 7,
  'container.cpu.small.zstd': 4,
  'container.cpu.large.none': 21,
  'container.cpu.large.gzip': 70,
  'container.cpu.large.zstd': 40,
  'container.threadsFactor': 1.2,
  'container.rate.1': 200_000,
  'container.rate.2': 250_000,
  'container.peakBytes.1': 200_000_000,
  'container.peakBytes.2': 300_000_000,
  'container.idleCores': 0.01,
  'container.steadyFactor': 2,
  'container.logLineBytes': 0,
  'handler.cpu.small.none': 8,
  'handler.cpu.small.gzip': 12,
  'handler.cpu.small.zstd': 9,
  'handler.cpu.large.none': 35,
  'handler.cpu.large.gzip': 75,
  'handler.cpu.large.zstd': 45,
  'handler.objectCpuMs': 1,
  'handler.eventOverheadBytes': 172,
  'handler.peakBytes': 300_000_000,
  'handler.initMs': 400,
  'handler.waitMs': 20,
  'handler.logBytesPerInvocation': 0,
  'handler.metrics': 9,
  'vector.cpu.none': 22,
  'vector.cpu.gzip': 22,
  'vector.cpu.zstd': 25,
  'vector.peakBytes': 285_000_000,
  'connect.cpu': 10,
  'package.consumerBytes': 1_400_000,
  'package.handlerBytes': 140_000,
};

const figuresOf = (numbers: Readonly<Record<MeasuredId, number>>): Measurements['figures'] =>
  Object.fromEntries(
    Object.entries(numbers).map(([id, value]): [string, Measurement] => [
      id,
      { value, unit: '', how: 'on paper', date: '2026-11-26' },
    ]),
  ) as Record<MeasuredId, Measurement>;

export const plainMeasurements: Measurements = {
  machine: 'a machine on paper',
  date: '2026-11-26',
  workload: 'none',
  calibration: 100,
  figures: figuresOf(values),
  runs: [],
};

/** The same, but for some. */
export function withFigures(other: Partial<Readonly<Record<MeasuredId, number>>>): Measurements {
  return { ...plainMeasurements, figures: figuresOf({ ...values, ...other }) };
}
