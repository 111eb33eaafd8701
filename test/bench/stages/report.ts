import { grouped } from '../../../infra/demo/report.ts';
import { aligned } from '../report.ts';
import type { StageFigures } from './stage.ts';

/** The stages beside their counterparts, for a person. */
export function formatStages(stages: readonly StageFigures[]): string {
  const heading = ['stage', 'ns/event', 'MB/s', 'beside it', 'ns/event', 'ratio'];
  const rows = stages.map((one) => [
    one.stage,
    one.nanosPerEvent.toFixed(1),
    grouped(one.megabytesPerSecond),
    one.naive,
    one.naiveNanosPerEvent.toFixed(1),
    one.ratio.toFixed(2),
  ]);
  return `${aligned([heading, ...rows], new Set([0, 3]))}\n`;
}
