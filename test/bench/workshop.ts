import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import type { Kafka } from 'kafkajs';
import { buildBundle } from '../../infra/demo/build-bundle.ts';
import type { DemoEngines } from '../../infra/demo/find-engines.ts';
import { openEngines } from '../../infra/demo/open-engines.ts';
import { grouped } from '../../infra/demo/report.ts';
import { deleteDemoTopic } from '../../infra/demo/topic.ts';
import { createTopic } from '../support/topics.ts';
import type { BenchCase } from './cases.ts';
import { fillTopic, type TopicData } from './data/fill-topic.ts';
import type { CommandContext } from '../../infra/demo/run-command.ts';

/** A topic that cases read. */
export interface FilledTopic {
  readonly name: string;
  readonly events: number;
  /** Of all values. */
  readonly bytes: number;
}

/** What all cases of a run share: engines, bundles, and topics, each made when it is first asked for. */
export interface Workshop {
  readonly engines: DemoEngines;
  readonly kafka: Kafka;
  /** Paths by pipeline. */
  readonly bundles: ReadonlyMap<string, string>;
  /** The naive program's. */
  readonly naive: string;
  readonly topic: (data: TopicData, events: number) => Promise<FilledTopic>;
}

export async function openWorkshop(
  cases: readonly Pick<BenchCase, 'pipeline'>[],
  context: CommandContext,
  { sourcemap = false }: { readonly sourcemap?: boolean } = {},
): Promise<Workshop> {
  const { steps, cleanup } = context;
  const { engines, kafka } = await openEngines(context);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  cleanup.add(async () => rm(folder, { recursive: true, force: true }));
  const pipelines = [...new Set(cases.map(({ pipeline }) => pipeline))];
  const [bundles, naive] = await steps.run('build', async () => {
    const made = new Map<string, string>();
    for (const [number, pipeline] of pipelines.entries()) {
      const out = join(folder, String(number));
      const more = sourcemap ? ['--sourcemap'] : [];
      made.set(pipeline, (await buildBundle(out, pipeline, 'consumer', more)).path);
    }
    return [
      [made, await bundleNaive(folder)] as const,
      `${pipelines.map((file) => basename(file, '.ts')).join(', ')}, the baseline`,
    ];
  });
  const topics = new Map<string, Promise<FilledTopic>>();
  return {
    engines,
    kafka,
    bundles,
    naive,
    topic: async (data, events) => {
      const id = JSON.stringify([data, events]);
      const known = topics.get(id) ?? makeTopic(data, events, { engines, kafka }, context);
      topics.set(id, known);
      return known;
    },
  };
}

async function makeTopic(
  data: TopicData,
  events: number,
  { engines, kafka }: Pick<Workshop, 'engines' | 'kafka'>,
  { steps, signal, cleanup }: CommandContext,
): Promise<FilledTopic> {
  const { partitions, recordBytes, codec } = data;
  return steps.run('produce', async (tell) => {
    const name = await createTopic({
      hint: 'sluice-bench',
      partitions,
      // the records are of another day
      config: { 'retention.ms': '-1' },
      bootstrapServers: engines.bootstrapServers,
    });
    cleanup.add(async () => {
      if (engines.lasting) await deleteDemoTopic(kafka, name, name);
    });
    const bytes = await fillTopic(kafka, {
      ...data,
      topic: name,
      events,
      signal,
      onProgress: (sent) => tell(sent / events, `${grouped(sent)} records`),
    });
    const packed = codec === 'none' ? '' : `, ${codec}`;
    const what = `${grouped(events)} records of about ${recordBytes} bytes, ${partitions} partitions${packed}`;
    return [{ name, events, bytes }, what];
  });
}

/** As one would ship it: one minified file, which starts as fast as ours. */
async function bundleNaive(folder: string): Promise<string> {
  const outfile = join(folder, 'naive.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'naive/main.ts')],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
    banner: {
      js: "import { createRequire as made } from 'node:module'; const require = made(import.meta.url);",
    },
  });
  return outfile;
}
