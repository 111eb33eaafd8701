import { consumerEnvironment } from './consumer-environment.ts';
import type { DemoOptions } from './options.ts';
import type { Place } from './place.ts';
import { grouped } from './report.ts';
import { type ConsumerRun, runConsumer } from './run-consumer.ts';
import { type HandlerRun, runHandler } from './run-handler.ts';
import type { CommandContext } from './run-command.ts';

/** Has the bundle work off the topic: as one consumer, or as functions that a poller drives. */
export async function runHost(
  bundle: string,
  options: DemoOptions,
  context: CommandContext,
  place: Place,
  seed: number,
): Promise<ConsumerRun | HandlerRun> {
  return options.handler
    ? invoke(bundle, options, context, place, seed)
    : consume(bundle, options, context, place);
}

async function consume(
  bundle: string,
  options: DemoOptions,
  context: CommandContext,
  place: Place,
): Promise<ConsumerRun> {
  const { events: count, compression } = options;
  return context.steps.run('consume', async (tell) => {
    const run = await runConsumer({
      bundle,
      env: consumerEnvironment({ ...place, compression, path: context.env['PATH'] }),
      signal: context.signal,
      onProgress: ({ received, stored, objects }) =>
        tell(stored / count, `${grouped(received)} read, ${grouped(objects)} objects stored`),
    });
    const rate = (count / run.wallMs) * 1000;
    return [run, `one process, ${grouped(rate)} events a second from its start to its end`];
  });
}

async function invoke(
  bundle: string,
  options: DemoOptions,
  context: CommandContext,
  place: Place,
  seed: number,
): Promise<HandlerRun> {
  const { events, compression, bisect } = options;
  return context.steps.run('invoke', async (tell) => {
    const run = await runHandler({
      bundle,
      env: consumerEnvironment({ ...place, compression, path: context.env['PATH'] }),
      bootstrapServers: place.engines.bootstrapServers,
      topic: place.name,
      groupId: place.name,
      events,
      bisects: bisect,
      seed,
      signal: context.signal,
      onProgress: ({ records, invocations, retries }) =>
        tell(records / events, `${grouped(invocations)} invocations, ${grouped(retries)} retries`),
    });
    const rate = (events / run.wallMs) * 1000;
    return [run, `two functions at once, ${grouped(rate)} events a second, faults and all`];
  });
}
