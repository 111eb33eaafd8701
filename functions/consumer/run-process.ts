import { type DataDirectory, openDataDirectory } from '../../shared/engine/disk/data-directory.ts';
import type { SluiceError } from '../../shared/errors.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import type { Emit } from '../../shared/telemetry/events.ts';
import { startTelemetryServer } from '../../shared/telemetry/http-server.ts';
import { programLines } from '../../shared/program-lines.ts';
import { createLog } from '../../shared/telemetry/logger.ts';
import { createProgress, type Terminal } from '../../shared/telemetry/progress.ts';
import { instrument } from './instrument.ts';
import type { KafkaPort, KafkaPortOptions } from './kafka/port.ts';
import { TapHub, type TapHubParts } from './tap/tap-hub.ts';
import { TapSampler } from './tap/tap-sampler.ts';

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
  const { version, terminal } = options;
  const log = createLog({
    service: model.name,
    level: model.log.level,
    beforeLine: () => progress.clear(),
  });
  programLines.write = (level, message, keys) => log[level](message, keys);
  const directory = await dataDirectoryOf(model);
  const tap = model.api.tap
    ? new TapSampler((lines) => hub?.give(lines), performance.now.bind(performance))
    : null;
  const hub = tap === null ? null : tapHubOf(model, (limits) => tap.set(limits));
  const { consumer, emit, gauges, listen, metrics, run } = instrument(model, {
    ...options,
    log,
    share: null,
    tap,
    dataFolder: directory && { path: directory.folder, build: options.build() },
  });
  const progress = createProgress(terminal, gauges);
  listen(progress.emit);
  const server = model.api.enabled
    ? await startTelemetryServer({
        ...model.api,
        metrics,
        health: consumer.health(),
        tap: hub && hub.serve,
      })
    : null;
  emit({ name: 'started', pipeline: model.name, version });
  const error = await run(stopSignal(model, options, emit));
  progress.stop();
  await server?.close();
  await directory?.close();
  return error;
}

/** For whoever looks at the records of this process. */
export function tapHubOf({ name }: PipelineModel, onLimits: TapHubParts['onLimits']): TapHub {
  const nowMs = performance.now.bind(performance);
  return new TapHub({ about: { pipeline: name }, onLimits, nowMs });
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
export function stopSignal(
  model: PipelineModel,
  options: Pick<ProcessOptions, 'onSignal' | 'abandon'>,
  emit: Emit,
): AbortSignal {
  const stop = new AbortController();
  options.onSignal(['SIGTERM', 'SIGINT'], (signal) => {
    if (stop.signal.aborted) options.abandon();
    emit({ name: 'shutdown_started', signal, timeoutSecs: model.shutdown.timeoutSecs });
    stop.abort();
  });
  return stop.signal;
}
