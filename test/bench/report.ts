import { grouped } from '../../infra/demo/report.ts';
import { type BenchCase, benchCases, type Goal } from './cases.ts';
import type { CaseFigures, ProgramFigures } from './figures.ts';

const heading = [
  'case',
  'program',
  'CPU µs/event',
  'of each run',
  'ratio',
  'goal',
  'events/s',
  'MB/s',
  'RSS MB',
  'GC ms',
];
/** These are read from the left; numbers from their last digit. */
const leftColumns = new Set([0, 1, 3, 5]);

/** The table for a person: a line for each case and program, and below it which goals are missed. */
export function formatReport(cases: readonly CaseFigures[]): string {
  const missed = cases.flatMap((one) => one.missed.map((what) => `  ${one.case}: ${what}\n`));
  return `${formatCases(cases)}${missed.length === 0 ? '' : `\nMissed:\n${missed.join('')}`}`;
}

/** The table alone: of short runs, which say nothing about goals. */
export function formatCases(cases: readonly CaseFigures[]): string {
  const rows = cases.flatMap((figures) => {
    const of = benchCases.find(({ name }) => name === figures.case);
    const ratio = figures.ratio.toFixed(3);
    const title = `${figures.case}  ${of?.title ?? ''}`;
    return [
      row(title, 'sluice', figures, ratio, goalOf(of)),
      row('', 'baseline', figures.baseline, '1', ''),
      ...Object.entries(figures.others).map(([name, other]) =>
        row(
          '',
          name,
          other,
          (other.cpuMicrosPerEvent / figures.baselineCpuMicrosPerEvent).toFixed(2),
          '',
        ),
      ),
      ...(figures.toOneThread === undefined
        ? []
        : [
            [
              '',
              '',
              '',
              `${figures.toOneThread.toFixed(3)} of one thread's`,
              '',
              '',
              '',
              '',
              '',
              '',
            ],
          ]),
    ];
  });
  return `${aligned([heading, ...rows])}\n`;
}

function row(
  title: string,
  program: string,
  figures: ProgramFigures,
  ratio: string,
  goal: string,
): string[] {
  return [
    title,
    program,
    figures.cpuMicrosPerEvent.toFixed(2),
    figures.runs.map((run) => run.toFixed(2)).join(' '),
    ratio,
    goal,
    grouped(figures.eventsPerSecond),
    figures.megabytesPerSecond.toFixed(1),
    grouped(figures.peakRssMb),
    figures.gcMillis === null ? '' : grouped(figures.gcMillis),
  ];
}

function goalOf(of: BenchCase | undefined): string {
  const { ratio, peakRssMb, toOneThread }: Goal = of?.goal ?? {};
  return [
    ...(ratio === undefined ? [] : [`≤ ${ratio}`]),
    ...(peakRssMb === undefined ? [] : [`≤ ${peakRssMb} MB`]),
    ...(toOneThread === undefined ? [] : [`≤ ${toOneThread} of one thread's`]),
  ].join(', ');
}

/** Columns as wide as they must be. */
export function aligned(
  rows: readonly (readonly string[])[],
  left: ReadonlySet<number> = leftColumns,
): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return rows
    .map((cells) =>
      cells
        .map((cell, column) =>
          left.has(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
