import { grouped } from '../../infra/demo/report.ts';
import type { BenchCase } from './cases.ts';
import { caseFigures, type CaseFigures, type CaseRuns } from './figures.ts';
import type { BenchOptions } from './options.ts';
import { baseline, type BenchProgram, command, sluice } from './programs.ts';
import { measureStarts } from './measure-starts.ts';
import { runOn } from './run-on.ts';
import { RunFailure, type RunFigures } from './run-program.ts';
import { vector } from './vector.ts';
import { openWorkshop, type Workshop } from './workshop.ts';
import type { CommandContext } from '../../infra/demo/run-command.ts';

/** Runs every case with every program, in turn, so that what slows the machine slows them all. */
export async function runBench(
  options: BenchOptions,
  context: CommandContext,
): Promise<CaseFigures[]> {
  const workshop = await openWorkshop(options.cases, context);
  return runCases(options.cases, options, workshop, context);
}

export type CaseOptions = Pick<BenchOptions, 'events' | 'repeat' | 'vector' | 'command'>;

/** The cases one after the other, in a workshop that has their bundles. */
export async function runCases(
  cases: readonly BenchCase[],
  options: CaseOptions,
  workshop: Workshop,
  context: CommandContext,
): Promise<CaseFigures[]> {
  const figures: CaseFigures[] = [];
  for (const of of cases) figures.push(await runCase(of, options, workshop, context));
  return figures;
}

/** One case: as often as `repeat` says ours, the naive program, and what else was named. */
async function runCase(
  of: BenchCase,
  options: CaseOptions,
  workshop: Workshop,
  context: CommandContext,
): Promise<CaseFigures> {
  const topic = await workshop.topic(of.data, Math.max(1, Math.round(options.events * of.share)));
  const { events, bytes } = topic;
  const startMicros = of.threads === 1 ? undefined : await measureStarts(workshop, context);
  return context.steps.run(of.name, async (tell) => {
    const programs = programsFor(of, options, workshop);
    const runs = new Map<string, RunFigures[]>(programs.map(({ name }) => [name, []]));
    for (let round = 0; round < options.repeat; round++) {
      for (const [at, program] of programs.entries()) {
        const done = (round * programs.length + at) / (options.repeat * programs.length);
        tell(done, `${program.name}, run ${round + 1} of ${options.repeat}`);
        const once = async (mark: string): Promise<RunFigures> =>
          runOn(topic, program, of, mark, workshop, context);
        const run = await once(String(round)).catch(async (error: unknown) => {
          // kafkajs may join twice when it starts, and what it had read before then comes twice: that run is no figure
          if (program.name !== 'baseline' || !(error instanceof RunFailure)) throw error;
          context.steps.say(`${error.message.split('\n')[0]}; once more`);
          return once(`${round}-again`);
        });
        runs.get(program.name)?.push(run);
      }
    }
    const measured: CaseRuns = { events, bytes, runs, startMicros };
    const figures = caseFigures(of, measured);
    return [figures, lineOf(figures)];
  });
}

function programsFor(
  of: BenchCase,
  options: Pick<BenchOptions, 'vector' | 'command'>,
  { bundles, naive }: Workshop,
): BenchProgram[] {
  return [
    sluice(bundles),
    ...(of.threads === 1 ? [] : [sluice(bundles, { threads: 1 })]),
    baseline(naive),
    ...(options.vector === null ? [] : [vector(options.vector)]),
    ...(options.command === null ? [] : [command(options.command)]),
  ];
}

function lineOf(figures: CaseFigures): string {
  const { cpuMicrosPerEvent, baselineCpuMicrosPerEvent, ratio, eventsPerSecond } = figures;
  return (
    `${cpuMicrosPerEvent.toFixed(2)} to ${baselineCpuMicrosPerEvent.toFixed(2)} µs an event, ` +
    `ratio ${ratio.toFixed(3)}, ${grouped(eventsPerSecond)}/s`
  );
}
