import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { grouped } from '../../infra/demo/report.ts';
import { markdownTable } from '../../infra/size/markdown-table.ts';
import { type Marks, withSection } from '../../infra/size/marked-section.ts';
import { type BenchCase, benchCases } from './cases.ts';
import type { CaseFigures } from './figures.ts';
import { growthPlot } from './growth/plot.ts';
import { growthTable } from './growth/report.ts';
import type { GrowthFigures } from './growth/run-growth.ts';

const root = join(import.meta.dirname, '../..');
const readme = join(root, 'README.md');
const page = join(root, 'docs/performance.md');
const plot = join(root, 'docs/growth.svg');

const speedMarks: Marks = {
  begin: '<!-- speed: written by `npm run bench -- --readme` -->',
  end: '<!-- end of speed -->',
};
const growthMarks: Marks = {
  begin: '<!-- growth: written by `npm run bench -- --growth` -->',
  end: '<!-- end of growth -->',
};

/** Writes the cases that have a goal into the README, and all of them into docs/performance.md. */
export async function writeSpeed(cases: readonly CaseFigures[]): Promise<void> {
  await rewrite(readme, (text) => readmeWithSpeed(text, cases));
  await rewrite(page, (text) => pageWithSpeed(text, cases));
}

/** Writes the plot, and the figures behind it into docs/performance.md. */
export async function writeGrowth(figures: readonly GrowthFigures[]): Promise<void> {
  await writeFile(plot, growthPlot(figures));
  await rewrite(page, (text) => pageWithGrowth(text, figures));
}

export function readmeWithSpeed(text: string, cases: readonly CaseFigures[]): string {
  return withSection(text, speedMarks, shortTable(titled(cases)));
}

export function pageWithSpeed(text: string, cases: readonly CaseFigures[]): string {
  return withSection(text, speedMarks, fullTable(titled(cases)));
}

export function pageWithGrowth(text: string, figures: readonly GrowthFigures[]): string {
  return withSection(text, growthMarks, growthTable(figures));
}

interface Titled {
  readonly of: BenchCase | undefined;
  readonly figures: CaseFigures;
}

function titled(cases: readonly CaseFigures[]): Titled[] {
  return cases.map((figures) => ({
    of: benchCases.find(({ name }) => name === figures.case),
    figures,
  }));
}

function shortTable(cases: readonly Titled[]): string {
  const rows = cases
    .filter(({ of }) => of?.goal.ratio !== undefined)
    .map(({ of, figures }) => [
      of?.title ?? '',
      figures.cpuMicrosPerEvent.toFixed(2),
      figures.baselineCpuMicrosPerEvent.toFixed(2),
      figures.ratio.toFixed(2),
      grouped(figures.eventsPerSecond),
      grouped(figures.peakRssMb),
    ]);
  return markdownTable([
    ['', 'CPU µs an event', 'naive', 'ratio', 'events a second', 'RSS MB'],
    ...rows,
  ]);
}

function fullTable(cases: readonly Titled[]): string {
  const rows = cases.map(({ of, figures }) => [
    figures.case,
    of?.title ?? '',
    figures.cpuMicrosPerEvent.toFixed(2),
    figures.baselineCpuMicrosPerEvent.toFixed(2),
    figures.ratio.toFixed(3),
    of?.goal.ratio === undefined ? '' : `≤ ${of.goal.ratio}`,
    grouped(figures.eventsPerSecond),
    figures.megabytesPerSecond.toFixed(1),
    `${grouped(figures.peakRssMb)} / ${grouped(figures.baseline.peakRssMb)}`,
    `${figures.gcMillis ?? ''} / ${figures.baseline.gcMillis ?? ''}`,
  ]);
  const heading = [
    'case',
    'what',
    'CPU µs an event',
    'naive',
    'ratio',
    'goal',
    'events/s',
    'MB/s',
    'RSS MB, naive',
    'GC ms, naive',
  ];
  const line = cases.flatMap(({ figures: { toOneThread, startMillisMore } }) =>
    toOneThread === undefined
      ? []
      : `Two threads take ${toOneThread.toFixed(2)} times the CPU of one, and ${startMillisMore} ms more to start.`,
  );
  const events = grouped(Math.max(...cases.map(({ figures }) => figures.events)));
  const runs = Math.max(...cases.map(({ figures }) => figures.runs.length));
  const size = `${events} events (fewer of large records), the median of ${runs} runs.`;
  return [markdownTable([heading, ...rows]), '', [size, ...line].join(' ')].join('\n');
}

async function rewrite(file: string, change: (text: string) => string): Promise<void> {
  await writeFile(file, change(await readFile(file, 'utf8')));
}
