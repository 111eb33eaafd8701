import type { MessagePort } from 'node:worker_threads';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import type { TelemetryEvent } from '../../../shared/telemetry/events.ts';
import { programLines } from '../../../shared/program-lines.ts';
import { createLog } from '../../../shared/telemetry/logger.ts';
import { instrument, type Instrumented } from '../instrument.ts';
import type { KafkaPort, KafkaPortOptions } from '../kafka/port.ts';
import { TapSampler } from '../tap/tap-sampler.ts';
import { type FromThread, type ThreadStart, type ToThread, toPlainError } from './messages.ts';
import { threadShare } from './thread-share.ts';

const statusMs = 250;

/** What the live line counts. */
const watchedEvents: ReadonlySet<TelemetryEvent['name']> = new Set([
  'chunk_received',
  'object_stored',
  'records_rejected',
]);

export interface ThreadOptions {
  readonly start: ThreadStart;
  /** To the main thread. */
  readonly port: MessagePort;
  readonly version: string;
  readonly createKafkaPort: (options: KafkaPortOptions) => KafkaPort;
}

/** Runs one of several consumers of a process: it does all the work, the main thread tells it when to stop. */
export async function runThread(model: PipelineModel, options: ThreadOptions): Promise<void> {
  const { port, start } = options;
  const send = (message: FromThread): void => port.postMessage(message);
  const tap = model.api.tap
    ? new TapSampler((lines) => send({ type: 'tapped', lines }), performance.now.bind(performance))
    : null;
  const { level } = model.log;
  const log = createLog({ service: model.name, level, keys: { thread: start.number } });
  programLines.write = (name, message, keys) => log[name](message, keys);
  const instrumented = instrument(model, {
    ...options,
    untilEnd: start.untilEnd,
    log,
    share: threadShare(model, start.number, start.memory),
    // a data directory is of one consumer: a pipeline with both is refused
    dataFolder: null,
    tap,
  });
  const { metrics, listen, run } = instrumented;
  const stop = new AbortController();
  port.on('message', (message: ToThread) => {
    if (message.type === 'stop') stop.abort();
    else if (message.type === 'tap') tap?.set(message.limits);
    else void metrics.values().then((values) => send({ type: 'values', id: message.id, values }));
  });
  listen((event) => {
    if (event.name === 'fatal') send({ type: 'fatal', error: toPlainError(event.error) });
    if (start.watched && watchedEvents.has(event.name)) send({ type: 'event', event });
  });
  const timer = setInterval(() => send(statusOf(instrumented)), statusMs);
  const error = await run(stop.signal);
  clearInterval(timer);
  send(statusOf(instrumented));
  const plain = error === null ? null : toPlainError(error);
  send({ type: 'ended', error: plain, values: await metrics.values() });
  port.close();
}

function statusOf({ consumer }: Instrumented): FromThread {
  const health = consumer.health();
  let lag = 0;
  for (const partition of consumer.partitions()) lag += partition.lag ?? 0;
  return { type: 'status', alive: health.alive(), ready: health.ready(), lag };
}
