import { grouped } from '../../../infra/demo/report.ts';
import { markdownTable } from '../../../infra/size/markdown-table.ts';
import { aligned } from '../report.ts';
import type { GrowthFigures } from './run-growth.ts';

/** Every point of every dimension, for a person. */
export function formatGrowth(figures: readonly GrowthFigures[]): string {
  return `${aligned(rowsOf(figures), new Set([0, 1]))}\n`;
}

/** The same for the documentation. */
export function growthTable(figures: readonly GrowthFigures[]): string {
  return markdownTable(rowsOf(figures));
}

function rowsOf(figures: readonly GrowthFigures[]): string[][] {
  const heading = ['what grows', 'size', 'CPU µs', 'per', 'to the smallest', 'events/s', 'RSS MB'];
  const rows = figures.flatMap(({ axis, per, points }) =>
    points.map(({ label, cpuMicros, eventsPerSecond, peakRssMb }, at) => [
      at === 0 ? axis : '',
      label,
      cpuMicros.toFixed(2),
      per,
      (cpuMicros / (points[0]?.cpuMicros ?? NaN)).toFixed(2),
      grouped(eventsPerSecond),
      grouped(peakRssMb),
    ]),
  );
  return [heading, ...rows];
}
