/**
 * The container's entry, bundled with one pipeline file: reads arguments and environment, puts the parts together,
 * runs, and ends with an exit status that says why. No decision is made here. Where the pipeline asks for threads,
 * each of them is started from here, too.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import columns from 'sluice:columns';
import messages from 'sluice:messages';
import pipeline from 'sluice:pipeline';
import programs from 'sluice:programs';
import { describeError, type SluiceError, toSluiceError } from '../../shared/errors.ts';
import { loadPipeline } from '../../shared/pipeline/load.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import { version } from '../../shared/version.ts';
import { readArguments, usage } from './arguments.ts';
import { loadKafkaClients } from './kafka/load-kafka-clients.ts';
import { type ProcessOptions, runProcess } from './run-process.ts';
import type { ThreadStart } from './threads/messages.ts';
import { runThread } from './threads/run-thread.ts';
import { runThreads } from './threads/run-threads.ts';

function load(): PipelineModel {
  return loadPipeline(pipeline, {
    env: process.env,
    readFile: (path) => readFileSync(path, 'utf8'),
    columns,
    messages,
    programs,
  });
}

async function main(): Promise<number> {
  const args = readArguments(process.argv.slice(2));
  if (args.action === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  if (args.action === 'version') {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const model = load();
  const options: Omit<ProcessOptions, 'createKafkaPort'> = {
    untilEnd: args.untilEnd,
    version,
    build: () =>
      createHash('sha256')
        .update(readFileSync(import.meta.filename))
        .digest('hex'),
    terminal: process.stderr,
    onSignal: (signals, handler) => {
      for (const signal of signals) process.on(signal, () => handler(signal));
    },
    // as the shell does for a program that was interrupted
    abandon: () => process.exit(130),
  };
  const error =
    model.threads === 1
      ? await runProcess(model, {
          ...options,
          createKafkaPort: await loadKafkaClients(model.sources.values()),
        })
      : await runThreads(model, {
          ...options,
          entry: new URL(import.meta.url),
          write: (stream, lines) => process[stream].write(lines),
        });
  return error?.exitCode ?? 0;
}

function end(error: SluiceError): number {
  process.stderr.write(`${describeError(error)}\n`);
  return error.exitCode;
}

if (isMainThread) {
  // what lives long here are buffers outside V8's heap: a young generation that grows with the throughput, as it does
  // by itself, only makes the process 20 to 80 MB larger
  setFlagsFromString('--semi-space-growth-factor=1');
  // what that is in the main thread once it has loaded; a thread would stay at 1 MB, and collect four times as often
  setFlagsFromString('--min-semi-space-size=4');
  // a promise that nobody waits for is a defect, and going on after one is how records get lost
  process.on('unhandledRejection', (thrown) => process.exit(end(toSluiceError(thrown))));
  process.on('uncaughtException', (thrown) => process.exit(end(toSluiceError(thrown))));
  process.exit(await main().catch((thrown: unknown) => end(toSluiceError(thrown))));
} else if (parentPort !== null) {
  // what is thrown past this comes out of the thread as its death
  const start = workerData as ThreadStart;
  const model = load();
  const createKafkaPort = await loadKafkaClients(model.sources.values());
  await runThread(model, { start, port: parentPort, version, createKafkaPort });
  // its lines go through the main thread, which has to have taken them
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((taken) => stream.write('', () => taken()));
  }
  process.exit();
}
