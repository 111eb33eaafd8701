import { Bench } from 'tinybench';
import { rounded } from '../figures.ts';
import { protobufStages } from './protobuf-stages.ts';
import { publishStages } from './publish-stages.ts';
import { readStages } from './read-stages.ts';
import type { Stage, StageFigures } from './stage.ts';
import { writeStages } from './write-stages.ts';

export interface StageOptions {
  /** For each side of each stage; the compiler has had a fourth of it before. */
  readonly timeMs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (share: number, stage: string) => void;
}

/** Measures every stage beside its counterpart, by the median of its calls. */
export async function runStages(options: StageOptions): Promise<StageFigures[]> {
  const publishing = await publishStages();
  const stages = [...readStages(), ...protobufStages(), ...writeStages(), ...publishing.stages];
  const figures: StageFigures[] = [];
  try {
    for (const [at, stage] of stages.entries()) {
      options.signal.throwIfAborted();
      options.onProgress(at / stages.length, stage.name);
      figures.push(await runStage(stage, options.timeMs));
    }
  } finally {
    await publishing.close();
  }
  return figures;
}

async function runStage(stage: Stage, timeMs: number): Promise<StageFigures> {
  const bench = new Bench({ time: timeMs, warmupTime: timeMs / 4, iterations: 5, throws: true });
  bench.add('ours', stage.ours).add('naive', stage.naive);
  await bench.run();
  const nanosOf = (name: string): number => {
    const result = bench.getTask(name)?.result;
    if (result === undefined || !('latency' in result)) throw new Error(`${stage.name}: no result`);
    return (result.latency.p50 * 1e6) / stage.events;
  };
  const ours = nanosOf('ours');
  const naive = nanosOf('naive');
  return {
    stage: stage.name,
    nanosPerEvent: rounded(ours, 1),
    megabytesPerSecond: rounded((stage.bytes / stage.events / ours) * 1000, 0),
    naive: stage.naiveName,
    naiveNanosPerEvent: rounded(naive, 1),
    ratio: rounded(ours / naive, 3),
  };
}
