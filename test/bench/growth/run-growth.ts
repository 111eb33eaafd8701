import { median, rounded } from '../figures.ts';
import { sluice } from '../programs.ts';
import { runOn } from '../run-on.ts';
import type { RunFigures } from '../run-program.ts';
import { type FilledTopic, openWorkshop, type Workshop } from '../workshop.ts';
import { measureStarts, type StartMicros } from '../measure-starts.ts';
import { type Dimension, dimensions } from './dimensions.ts';
import type { CommandContext } from '../../../infra/demo/run-command.ts';

/**
 * Of each point: the points of a dimension take turns, and the cheapest round counts. Whatever else the machine does only
 * adds to the CPU of a run, and differs from one minute to the next by more than what is looked for.
 */
const rounds = 2;

/** What became of the cost. The names are those of `--json`, which other tools read. */
export interface GrowthFigures {
  readonly dimension: string;
  readonly axis: string;
  readonly per: Dimension['per'];
  readonly points: readonly {
    readonly label: string;
    readonly events: number;
    /** CPU of an event, or of a megabyte (10^6 bytes of values), without that of the start. */
    readonly cpuMicros: number;
    readonly peakRssMb: number;
    readonly eventsPerSecond: number;
  }[];
}

/** Our bundle alone, over everything that may grow. What its start takes, by threads, is measured and taken off. */
export async function runGrowth(context: CommandContext): Promise<GrowthFigures[]> {
  const cases = dimensions.flatMap(({ points }) => points.map(({ of }) => of));
  const workshop = await openWorkshop(cases, context);
  const startMicros = await measureStarts(workshop, context);
  const figures: GrowthFigures[] = [];
  for (const dimension of dimensions) {
    figures.push(await runDimension(dimension, startMicros, workshop, context));
  }
  return figures;
}

async function runDimension(
  { name, axis, per, points }: Dimension,
  startMicros: StartMicros,
  workshop: Workshop,
  context: CommandContext,
): Promise<GrowthFigures> {
  const topics: FilledTopic[] = [];
  for (const { of, events } of points) topics.push(await workshop.topic(of.data, events));
  return context.steps.run(name, async (tell) => {
    const runs: RunFigures[][] = points.map(() => []);
    for (let round = 0; round < rounds; round++) {
      for (const [at, { of, label }] of points.entries()) {
        tell((round * points.length + at) / (rounds * points.length), label);
        const program = sluice(workshop.bundles);
        const run = await runOn(topics[at]!, program, of, String(round), workshop, context);
        runs[at]?.push(run);
      }
    }
    const measured = points.map(({ label, of: { threads } }, at) => {
      const of = runs[at] ?? [];
      const { events, bytes } = topics[at]!;
      const divisor = per === 'event' ? events : bytes / 1e6;
      return {
        label,
        events,
        cpuMicros: rounded(
          (Math.min(...of.map(({ cpuMicros }) => cpuMicros)) - startMicros[threads]) / divisor,
          2,
        ),
        peakRssMb: Math.round(median(of.map(({ peakRssBytes }) => peakRssBytes)) / 1e6),
        eventsPerSecond: Math.round((events / median(of.map(({ wallMs }) => wallMs))) * 1000),
      };
    });
    const line = measured.map(({ label, cpuMicros }) => `${label}: ${cpuMicros}`).join(', ');
    return [{ dimension: name, axis, per, points: measured }, `µs/${per}  ${line}`];
  });
}
