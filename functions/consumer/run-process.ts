import { type DataDirectory, openDataDirectory } from '../../shared/engine/disk/data-directory.ts';
import { engineGauges } from '../../shared/engine/engine.ts';
import { toSluiceError, type SluiceError } from '../../shared/errors.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import type { ObjectStore } from '../../shared/sink/object-store.ts';
import { createS3Store } from '../../shared/sink/s3/store.ts';
import { combineEmit } from '../../shared/telemetry/combine-emit.ts';
import type { Emit } from '../../shared/telemetry/events.ts';
import { startTelemetryServer } from '../../shared/telemetry/http-server.ts';
import { createLogEvents } from '../../shared/telemetry/log-events.ts';
import { createLog } from '../../shared/telemetry/logger.ts';
import { createMetrics } from '../../shared/telemetry/metrics.ts';
import { createProgress, type Terminal } from '../../shared/telemetry/progress.ts';
import { Consumer } from './consumer.ts';
import type { KafkaPort, KafkaPortOptions } from './kafka/port.ts';
import { Watchdog } from './watchdog.ts';

const watchdogMs = 1_000;

export interface ProcessOptions {
  readonly untilEnd: boolean;
  readonly version: string;
  /** Tells this very program from any other, also from another build of the same version. */
  readonly build: () => string;
  readonly terminal: Terminal;
  readonly onSignal: (
    signals: readonly ('SIGTERM' | 'SIGINT')[],
    handler: (signal: string) => void,
  ) => void;
  /** Ends the process without waiting for anything. */
  readonly abandon: () => void;
  readonly createKafkaPort: (options: KafkaPortOptions) => KafkaPort;
}

/** Runs one pipeline with everything around it that a process needs: logs, metrics, health, signals, the watchdog. */
export async function runProcess(
  model: PipelineModel,
  options: ProcessOptions,
): Promise<SluiceError | null> {
  const { version, untilEnd, terminal } = options;
  const receivers: Emit[] = [];
  const log = createLog({
    service: model.name,
    level: model.log.level,
    beforeLine: () => progress.clear(),
  });
  const emit = combineEmit(receivers, (thrown) => {
    log.warn('a receiver of telemetry failed', { reason: toSluiceError(thrown).message });
  });
  const directory = await dataDirectoryOf(model);
  const stores = makeStores(model, version, emit);
  const consumer: Consumer = new Consumer({
    model,
    stores,
    untilEnd,
    emit,
    clock: Date.now,
    dataFolder: directory && { path: directory.folder, build: options.build() },
    makePort: (sourceName, source, onOutOfRange) =>
      options.createKafkaPort({ sourceName, source, onOutOfRange, emit }),
  });
  const gauges = engineGauges(consumer.engine, () => consumer.partitions());
  const metrics = createMetrics({ pipeline: model.name, version, gauges, processMetrics: true });
  const progress = createProgress(terminal, gauges);
  const watchdog = new Watchdog(
    model.watchdog,
    Date.now,
    () => consumer.hasWork(),
    (error) => consumer.fail(error),
  );
  receivers.push(createLogEvents(log), metrics.emit, progress.emit, (event) =>
    watchdog.observe(event),
  );
  const server = model.api.enabled
    ? await startTelemetryServer({ ...model.api, metrics, health: consumer.health() })
    : null;
  emit({ name: 'started', pipeline: model.name, version });
  const timer = setInterval(() => watchdog.check(), watchdogMs);
  const error = await consumer.run(stopSignal(model, options, emit));
  clearInterval(timer);
  progress.stop();
  await server?.close();
  await directory?.close();
  return error;
}

/** @throws {SluiceError} DATA_DIR_TAKEN, DATA_DIR_UNUSABLE, DISK_FULL */
async function dataDirectoryOf({
  buffer,
  dataDir,
  name,
}: PipelineModel): Promise<DataDirectory | null> {
  if (buffer.type === 'memory' || dataDir === null) return null;
  return openDataDirectory(dataDir, name);
}

/** Aborted by the first SIGTERM or SIGINT; the second ends the process at once. */
function stopSignal(model: PipelineModel, options: ProcessOptions, emit: Emit): AbortSignal {
  const stop = new AbortController();
  options.onSignal(['SIGTERM', 'SIGINT'], (signal) => {
    if (stop.signal.aborted) options.abandon();
    emit({ name: 'shutdown_started', signal, timeoutSecs: model.shutdown.timeoutSecs });
    stop.abort();
  });
  return stop.signal;
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
          checkPrefix: literalBeginning(keyPrefix),
          onRetry: ({ attempt, delayMs, error }) => {
            emit({ name: 'store_retry', sink, attempt, delayMs, error });
          },
        }),
      ];
    }),
  );
}

/** What all keys of a template begin with: a policy may allow no other place to write to. */
function literalBeginning(keyPrefix: string): string {
  return /^[^%{]*/.exec(keyPrefix)?.[0] ?? '';
}
