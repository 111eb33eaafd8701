import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { buildBundle } from './build-bundle.ts';
import { checkRun } from './check/check-run.ts';
import type { Truth } from './events/truth.ts';
import type { DemoOptions } from './options.ts';
import { type Place, preparePlace } from './place.ts';
import { produceEvents } from './produce-events.ts';
import { type DemoReport, grouped } from './report.ts';
import { runHost } from './run-host.ts';
import type { CommandContext } from './run-command.ts';

/** The same events at every run: the truth is known, and two runs can be compared. */
const seed = 20_241_228;

function pipelineOf({ format, decode, pipeline }: DemoOptions): string {
  if (pipeline !== null) return pipeline;
  if (format === 'parquet') return 'pipelines/devices-parquet.ts';
  return decode === 'protobuf' ? 'pipelines/devices-protobuf.ts' : 'pipelines/devices.ts';
}

/**
 * The demo, step by step: engines, topic and bucket, events, bundle, consumer, and the count by SQL.
 * @throws {SluiceError} where a step cannot be done; what is wrong with the result stands in the report instead
 */
export async function runDemo(options: DemoOptions, context: CommandContext): Promise<DemoReport> {
  const { steps, signal } = context;
  steps.say(
    `Sluice demo: ${grouped(options.events)} device events through ${options.partitions} partitions into S3\n`,
  );
  const folder = await mkdtemp(join(tmpdir(), 'sluice-demo-'));
  context.cleanup.add(async () => rm(folder, { recursive: true, force: true }));
  const place = await preparePlace(options, context, folder);
  signal.throwIfAborted();
  // not beside the producer: two busy processes on two cores would make both look slow
  const bundle = await steps.run('build', async () => {
    const only = options.handler ? 'handler' : 'consumer';
    const built = await buildBundle(folder, pipelineOf(options), only);
    return [built, `${relative(folder, built.path)}, ${grouped(built.bytes / 1000)} kB`];
  });
  signal.throwIfAborted();
  const truth = await produce(options, context, place);
  const run = await runHost(bundle.path, options, context, place, seed);
  return checkRun(truth, run, options.bisect, context, place);
}

async function produce(
  options: DemoOptions,
  context: CommandContext,
  place: Place,
): Promise<Truth> {
  const { events: count, partitions, decode: format } = options;
  return context.steps.run('produce', async (tell) => {
    const startedAt = performance.now();
    const rate = (records: number): number => (records / (performance.now() - startedAt)) * 1000;
    const truth = await produceEvents(place.kafka, {
      seed,
      count,
      partitions,
      format,
      topic: place.name,
      signal: context.signal,
      onProgress: (records) => tell(records / count, `${grouped(rate(records))} events/s`),
    });
    return [
      truth,
      `${grouped(truth.records)} events, ${megabytes(truth.bytes)}, ${grouped(rate(count))} a second`,
    ];
  });
}

function megabytes(bytes: number): string {
  return `${grouped(bytes / 1e6)} MB`;
}
