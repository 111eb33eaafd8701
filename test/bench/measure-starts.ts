import type { CommandContext } from '../../infra/demo/run-command.ts';
import { type BenchCase, benchCases } from './cases.ts';
import { median } from './figures.ts';
import { sluice } from './programs.ts';
import { runOn } from './run-on.ts';
import type { Workshop } from './workshop.ts';

/** CPU of a process that has next to nothing to do, by its threads: each of them loads the bundle and joins. */
export type StartMicros = Readonly<Record<BenchCase['threads'], number>>;

const events = 1000;
const rounds = 2;

/** Of our bundle with the brief's pipeline, whose bundle the workshop has to have. */
export async function measureStarts(
  workshop: Workshop,
  context: CommandContext,
): Promise<StartMicros> {
  return {
    1: await measureStart(1, workshop, context),
    2: await measureStart(2, workshop, context),
  };
}

async function measureStart(
  threads: BenchCase['threads'],
  workshop: Workshop,
  context: CommandContext,
): Promise<number> {
  const [of] = benchCases;
  if (of === undefined) throw new Error('there are no cases');
  const topic = await workshop.topic(of.data, events);
  return context.steps.run(threads === 1 ? 'start' : 'start of 2', async () => {
    const cpu: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const program = sluice(workshop.bundles, { threads });
      cpu.push((await runOn(topic, program, of, `start-${round}`, workshop, context)).cpuMicros);
    }
    return [median(cpu), `${Math.round(median(cpu) / 1000)} ms of CPU, taken off below`];
  });
}
