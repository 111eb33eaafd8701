import { formatCompile, runCompile } from './compile/run-compile.ts';
import { writeGrowth, writeSpeed } from './documents.ts';
import { formatGrowth } from './growth/report.ts';
import { runGrowth } from './growth/run-growth.ts';
import { writeKept } from './kept.ts';
import type { BenchMode, BenchOptions } from './options.ts';
import { formatProfiles } from './profile/report.ts';
import { runProfile } from './profile/run-profile.ts';
import { formatCases, formatReport } from './report.ts';
import { runBench } from './run-bench.ts';
import { measureKept, runCheck } from './run-check.ts';
import { formatStages } from './stages/report.ts';
import { runStages } from './stages/run-stages.ts';
import type { CommandContext } from '../../infra/demo/run-command.ts';

export interface ModeResult {
  /** What `--json` prints. */
  readonly json: object;
  /** The same for a person. */
  readonly text: string;
  /** A sentence each; any of them makes the run a failure. */
  readonly faults: readonly string[];
}

type Run = (options: BenchOptions, context: CommandContext) => Promise<ModeResult>;

/** For each side of each stage. */
const stageMs = 400;

/** What each mode does. */
export const modes: Readonly<Record<BenchMode, Run>> = {
  cases: async (options, context) => {
    const cases = await runBench(options, context);
    if (options.readme) await writeSpeed(cases);
    return { json: { cases }, text: formatReport(cases), faults: [] };
  },
  profile: async (options, context) => {
    const profiles = await runProfile(options, context);
    return { json: { profiles }, text: formatProfiles(profiles), faults: [] };
  },
  stages: async (_options, { steps, signal }) => {
    const stages = await steps.run('stages', async (tell) => {
      const figures = await runStages({ timeMs: stageMs, signal, onProgress: tell });
      return [figures, `${figures.length} stages, each beside another way`];
    });
    return { json: { stages }, text: formatStages(stages), faults: [] };
  },
  growth: async (_options, context) => {
    const growth = await runGrowth(context);
    await writeGrowth(growth);
    return { json: { growth }, text: formatGrowth(growth), faults: [] };
  },
  compile: async (_options, { steps, signal }) => {
    const compile = await steps.run('compile', async (tell) => {
      const times = await runCompile(signal, tell);
      return [times, `${times.first.ms} ms`];
    });
    return { json: { compile }, text: formatCompile(compile), faults: [] };
  },
  check: async (_options, context) => {
    const report = await runCheck(context);
    const faults = report.regressions.map(({ message }) => message);
    return { json: report, text: formatCases(report.cases), faults };
  },
  keep: async (_options, context) => {
    const { cases, kept } = await measureKept(context);
    await writeKept(kept);
    return { json: { cases }, text: formatCases(cases), faults: [] };
  },
};
