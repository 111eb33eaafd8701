import type { CommandContext } from '../../infra/demo/run-command.ts';
import type { BenchCase } from './cases.ts';
import type { BenchProgram } from './programs.ts';
import { type RunFigures, runProgram } from './run-program.ts';
import type { FilledTopic, Workshop } from './workshop.ts';

/** One run of one program on a topic. @param mark what tells its group and bucket from those of other runs */
export async function runOn(
  topic: FilledTopic,
  program: BenchProgram,
  of: BenchCase,
  mark: string,
  { engines, kafka }: Workshop,
  { env, signal }: CommandContext,
): Promise<RunFigures> {
  return runProgram(program, of, {
    engines,
    kafka,
    topic: topic.name,
    name: `${topic.name}-${of.name}-${program.name}-${mark}`,
    events: topic.events,
    path: env['PATH'],
    signal,
  });
}
