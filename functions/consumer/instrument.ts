import type { DataFolder } from '../../shared/engine/build-container-engine.ts';
import { engineGauges } from '../../shared/engine/engine.ts';
import { openSchemas } from '../../shared/engine/open-schemas.ts';
import { type SluiceError, toSluiceError } from '../../shared/errors.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import type { ObjectStore } from '../../shared/sink/object-store.ts';
import { createS3Store } from '../../shared/sink/s3/store.ts';
import { combineEmit } from '../../shared/telemetry/combine-emit.ts';
import type { Emit, Gauges } from '../../shared/telemetry/events.ts';
import { logConsumerEvent } from '../../shared/telemetry/consumer-lines.ts';
import { createLogEvents } from '../../shared/telemetry/log-events.ts';
import type { Log } from '../../shared/telemetry/logger.ts';
import { createMetrics, type Metrics } from '../../shared/telemetry/metrics.ts';
import { componentsOf } from './components-of.ts';
import { Consumer } from './consumer.ts';
import type { KafkaPort, KafkaPortOptions } from './kafka/port.ts';
import { tappedPort } from './tap/tapped-port.ts';
import type { TapSampler } from './tap/tap-sampler.ts';
import { sourceOfThread, type ThreadShare } from './threads/thread-share.ts';
import { Watchdog } from './watchdog.ts';
import { literalBeginning } from '../../shared/sink/key/literal-folder.ts';

const watchdogMs = 1_000;

export interface InstrumentOptions {
  readonly untilEnd: boolean;
  readonly version: string;
  readonly createKafkaPort: (options: KafkaPortOptions) => KafkaPort;
  readonly log: Log;
  /** Null: the only consumer of the process. */
  readonly share: ThreadShare | null;
  /** Where open epochs are kept on disk; null: in memory. */
  readonly dataFolder: DataFolder | null;
  /** Looks at what comes; null: nobody may. */
  readonly tap: TapSampler | null;
}

/** A consumer and all that tells of it. */
export interface Instrumented {
  readonly consumer: Consumer;
  readonly emit: Emit;
  readonly gauges: Gauges;
  readonly metrics: Metrics;
  /** One more who hears of everything. */
  readonly listen: (receive: Emit) => void;
  /** Runs it under the watchdog. @returns the error to end with, or null */
  readonly run: (stop: AbortSignal) => Promise<SluiceError | null>;
}

/** Makes a consumer with logs, metrics and watchdog around it: one for the process, or one a thread. */
export function instrument(model: PipelineModel, options: InstrumentOptions): Instrumented {
  const { version, untilEnd, log, share, dataFolder, tap } = options;
  const receivers: Emit[] = [];
  const emit = combineEmit(receivers, (thrown) => {
    log.warn('a receiver of telemetry failed', { reason: toSluiceError(thrown).message });
  });
  const consumer: Consumer = new Consumer({
    model,
    stores: makeStores(model, version, emit),
    schemas: openSchemas(model, emit),
    untilEnd,
    emit,
    clock: Date.now,
    share,
    dataFolder,
    makePort: (sourceName, whole, onOutOfRange) => {
      const source = share === null ? whole : sourceOfThread(whole, share);
      const port = options.createKafkaPort({ sourceName, source, onOutOfRange, emit });
      return tap === null ? port : tappedPort(sourceName, port, tap);
    },
  });
  const gauges: Gauges = {
    ...engineGauges(consumer.engine, () => consumer.partitions()),
    schemaWaits: () => consumer.schemaWaits(),
  };
  const metrics = createMetrics({
    pipeline: model.name,
    version,
    components: componentsOf(model),
    gauges,
    processMetrics: true,
  });
  const watchdog = new Watchdog(
    model.watchdog,
    // the wall clock may be set while we run: a jump forward must not look like minutes without progress
    () => performance.now(),
    () => consumer.hasWork(),
    (error) => consumer.fail(error),
  );
  receivers.push(createLogEvents(log, logConsumerEvent), metrics.emit, (event) =>
    watchdog.observe(event),
  );
  return {
    consumer,
    emit,
    gauges,
    metrics,
    listen: (receive) => receivers.push(receive),
    run: async (stop) => {
      const timer = setInterval(() => watchdog.check(), watchdogMs);
      const error = await consumer.run(stop);
      clearInterval(timer);
      return error;
    },
  };
}

function makeStores(
  model: PipelineModel,
  version: string,
  emit: Emit,
): ReadonlyMap<string, ObjectStore> {
  return new Map(
    [...model.sinks].map(([sink, { store, keyPrefix }]) => {
      return [
        sink,
        createS3Store(store, {
          userAgent: { name: 'sluice', version },
          // a policy may allow no other place to write to
          checkPrefix: literalBeginning(keyPrefix),
          onRetry: ({ attempt, delayMs, error }) => {
            emit({ name: 'store_retry', sink, attempt, delayMs, error });
          },
        }),
      ];
    }),
  );
}
