import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchOptions } from '../options.ts';
import { sluice } from '../programs.ts';
import { runOn } from '../run-on.ts';
import { openWorkshop } from '../workshop.ts';
import { type CpuProfile, type ProfileSummary, summarize } from './read-profile.ts';
import type { CommandContext } from '../../../infra/demo/run-command.ts';

const topFunctions = 10;

export interface CaseProfile extends ProfileSummary {
  readonly case: string;
  readonly events: number;
  /** Where the files are that V8 wrote, one for each thread; Chrome's developer tools open them. */
  readonly folder: string;
}

/** Runs our bundle once for each case under V8's profiler. Its files stay. */
export async function runProfile(
  options: BenchOptions,
  context: CommandContext,
): Promise<CaseProfile[]> {
  const workshop = await openWorkshop(options.cases, context, { sourcemap: true });
  const base = await mkdtemp(join(tmpdir(), 'sluice-profile-'));
  const profiles: CaseProfile[] = [];
  for (const of of options.cases) {
    const topic = await workshop.topic(of.data, Math.max(1, Math.round(options.events * of.share)));
    const folder = join(base, of.name);
    const nodeArgs = ['--cpu-prof', '--cpu-prof-dir', folder];
    const program = sluice(workshop.bundles, { nodeArgs });
    const summary = await context.steps.run(of.name, async () => {
      await runOn(topic, program, of, 'profile', workshop, context);
      const read = await readProfiles(folder, `${workshop.bundles.get(of.pipeline)}.map`);
      return [read, folder];
    });
    profiles.push({ case: of.name, events: topic.events, folder, ...summary });
  }
  return profiles;
}

async function readProfiles(folder: string, mapFile: string): Promise<ProfileSummary> {
  const map = new SourceMap(JSON.parse(await readFile(mapFile, 'utf8')) as SourceMapPayload);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'));
  const profiles = await Promise.all(
    files.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as CpuProfile),
  );
  return summarize(profiles, map, topFunctions);
}
