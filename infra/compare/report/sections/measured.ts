import type { MeasuredId } from '../../model/measurements.ts';
import type { Comparison } from '../comparison.ts';
import { exact } from '../explain.ts';
import { count, escaped, table } from './html.ts';

/** The runs, as they were. */
export function runsTable({ ground }: Comparison): string {
  const { runs } = ground.measurements;
  const rows = runs.map((run) => [
    escaped(`${run.host}: ${run.events === 0 ? 'a start, ' : ''}${run.what}`),
    count(run.recordBytes),
    count(run.events),
    run.cpuSeconds.toFixed(2),
    run.events === 0 ? '' : ((run.cpuSeconds / run.events) * 1e6).toFixed(2),
    run.wallSeconds.toFixed(1),
    count(run.peakBytes / 1e6),
    count(run.objects),
    count(run.storedBytes / 1e6),
    run.invocations === undefined ? '' : count(run.invocations),
    run.eventBytes === undefined ? '' : count(run.eventBytes / 1e6),
    run.medianMs === undefined ? '' : count(run.medianMs),
  ]);
  const heading = [
    'run',
    'record, bytes',
    'records',
    'CPU s',
    'CPU µs an event',
    'wall s',
    'memory MB',
    'objects',
    'stored MB',
    'invocations',
    'events MB',
    'invocation ms',
  ];
  return table('Every run', heading, rows);
}

/** What was measured, and how: the numbers that formulas take. */
export function figuresTable({ ground }: Comparison): string {
  const rows = Object.entries(ground.measurements.figures).map(([id, figure]) => [
    escaped(id),
    exact(figure.value),
    escaped(figure.unit),
    escaped(`${figure.how}; ${figure.date}, ${figure.machine ?? ground.measurements.machine}`),
  ]);
  return table('What was measured, and how', ['figure', 'value', 'unit', 'how'], rows);
}

/** Memory sizes of the function, and what an invocation of a full batch takes by each: CPU comes with memory. */
const memorySizes = [512, 1_024, 1_769, 3_008] as const;

/** Sizes and starts of the packages. */
export function sizesTable({ ground }: Comparison): string {
  const value = (id: MeasuredId): number => ground.measurements.figures[id].value;
  const rows = [
    [
      'container',
      `${count(value('package.consumerBytes') / 1e3)} kB, one file`,
      `${count(value('container.startCpuMs'))} ms of CPU, start and end of the process`,
      `${count(value('container.peakBytes.1') / 1e6)} MB with one thread, ${count(value('container.peakBytes.2') / 1e6)} MB with two`,
    ],
    [
      'handler',
      `${count(value('package.handlerBytes') / 1e3)} kB, zip`,
      `${count(value('handler.initMs'))} ms more for the first invocation, in the emulator`,
      `${count(value('handler.peakBytes') / 1e6)} MB`,
    ],
  ];
  return table('Size and cold start', ['host', 'package', 'start', 'memory at most'], rows, 4);
}

/** Billed time by memory: below one vCPU the CPU is shared, above it one thread gets no faster. */
export function memoryTable({ ground }: Comparison): string {
  const full = ground.measurements.runs.filter(
    ({ host, invocations }) => host === 'handler' && invocations !== undefined,
  );
  const rows = full.map((run) => {
    const cpuMs = (run.cpuSeconds * 1e3) / (run.invocations ?? 1);
    return [
      escaped(run.what),
      count(run.recordBytes),
      count(run.events / (run.invocations ?? 1)),
      count(cpuMs),
      ...memorySizes.map((size) => count(cpuMs * Math.max(1, 1_769 / size))),
    ];
  });
  const heading = [
    'batches',
    'record, bytes',
    'records a batch',
    'CPU ms',
    ...memorySizes.map((size) => `${size} MB: ms`),
  ];
  return table(
    'CPU of an invocation, and its time by memory: CPU ms × max(1, 1769 / MB)',
    heading,
    rows,
  );
}
