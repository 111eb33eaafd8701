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
    run.warmCpuSeconds?.toFixed(2) ?? '',
    run.warmEvents === undefined ? '' : count(run.warmEvents),
    run.eventBytes === undefined ? '' : count(run.eventBytes / 1e6),
    run.medianMs === undefined ? '' : count(run.medianMs),
    run.memoryMb === undefined ? '' : count(run.memoryMb),
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
    'CPU s after the first',
    'records after it',
    'events MB',
    'invocation ms',
    'kept to MB',
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

/**
 * An invocation by memory and batch setting: as it was measured in the emulator, kept to the share of a core that the memory
 * gives on Lambda, and as the model has it.
 */
export function memoryTable({ ground }: Comparison): string {
  const value = (id: MeasuredId): number => ground.measurements.figures[id].value;
  const rows = ground.measurements.runs.flatMap((run) => {
    const { memoryMb, invocations = 1, medianMs = 0 } = run;
    if (memoryMb === undefined) return [];
    const records = run.events / invocations;
    const objects = run.objects / invocations;
    const cpuMs =
      objects * value('handler.objectCpuMs') + (records * value('handler.cpu.small.none')) / 1e3;
    const modelled = cpuMs * Math.max(1, 1_769 / memoryMb) + value('handler.waitMs');
    return [
      [
        escaped(run.what),
        count(memoryMb),
        count(invocations),
        count(records),
        count(objects),
        count(run.peakBytes / 1e6),
        count(medianMs),
        count(modelled),
      ],
    ];
  });
  if (rows.length === 0) return '';
  const heading = [
    'batches',
    'memory set, MB',
    'invocations',
    'records each',
    'objects each',
    'memory used, MB',
    'measured, ms',
    'by the formula, ms',
  ];
  return table(
    'An invocation by memory and batch: CPU ms × max(1, 1769 / MB) + wait, with the wait of the server here',
    heading,
    rows,
  );
}
