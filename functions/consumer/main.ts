/**
 * The container's entry, bundled with one pipeline file: reads arguments and environment, puts the parts together,
 * runs, and ends with an exit status that says why. No decision is made here.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import pipeline from 'sluice:pipeline';
import { describeError, type SluiceError, toSluiceError } from '../../shared/errors.ts';
import { loadPipeline } from '../../shared/pipeline/load.ts';
import { version } from '../../shared/version.ts';
import { readArguments, usage } from './arguments.ts';
import { createKafkaPort } from './kafka/kafkajs/create-kafka-port.ts';
import { runProcess } from './run-process.ts';

// what lives long here are buffers outside V8's heap: a young generation that grows with the throughput, as it does by
// itself, only makes the process 20 to 80 MB larger
setFlagsFromString('--semi-space-growth-factor=1');

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
  const model = loadPipeline(pipeline, {
    env: process.env,
    readFile: (path) => readFileSync(path, 'utf8'),
  });
  const error = await runProcess(model, {
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
    createKafkaPort,
  });
  return error?.exitCode ?? 0;
}

function end(error: SluiceError): number {
  process.stderr.write(`${describeError(error)}\n`);
  return error.exitCode;
}

// a promise that nobody waits for is a defect, and going on after one is how records get lost
process.on('unhandledRejection', (thrown) => process.exit(end(toSluiceError(thrown))));
process.on('uncaughtException', (thrown) => process.exit(end(toSluiceError(thrown))));
process.exit(await main().catch((thrown: unknown) => end(toSluiceError(thrown))));
