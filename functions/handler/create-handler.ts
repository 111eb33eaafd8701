import { AsyncLocalStorage } from 'node:async_hooks';
import { openSchemas } from '../../shared/engine/open-schemas.ts';
import { type SluiceError, toSluiceError } from '../../shared/errors.ts';
import type { Environment } from '../../shared/pipeline/environment.ts';
import type { FindColumns } from '../../shared/pipeline/columns/find-columns.ts';
import type { FindMessages } from '../../shared/pipeline/messages.ts';
import type { FindProgram } from '../../shared/pipeline/programs.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import type { ObjectWriter } from '../../shared/sink/object-store.ts';
import { createS3Writer } from '../../shared/sink/s3/writer.ts';
import { combineEmit } from '../../shared/telemetry/combine-emit.ts';
import { createEmfMetrics } from '../../shared/telemetry/emf-metrics.ts';
import type { Emit } from '../../shared/telemetry/events.ts';
import { logHandlerEvent } from '../../shared/telemetry/handler-lines.ts';
import { programLines } from '../../shared/program-lines.ts';
import { createLogEvents } from '../../shared/telemetry/log-events.ts';
import { createLog, errorKeys, type Log, withKeys } from '../../shared/telemetry/logger.ts';
import { version } from '../../shared/version.ts';
import { answerOf, type BatchAnswer } from './answer.ts';
import { contextKeys, type InvocationContext } from './context.ts';
import { deadlineAfterMs } from './deadline.ts';
import { type MskEvent, readEvent } from './event.ts';
import { loadModel } from './load-model.ts';
import { type Failures, runEvent, type RunOptions } from './run-event.ts';
import { readSettings } from './settings.ts';

export interface HandlerOptions {
  readonly env: Environment;
  /** Takes one line, for CloudWatch's metrics. */
  readonly write: (line: string) => void;
  /** Left out where no source decodes protobuf. */
  readonly messages?: FindMessages | undefined;
  readonly programs?: FindProgram | undefined;
  readonly columns?: FindColumns | undefined;
  /** In place of the buckets of the sinks. */
  readonly stores?: ReadonlyMap<string, ObjectWriter>;
}

/** As Lambda calls it. */
export type Handler = (event: unknown, context: InvocationContext) => Promise<BatchAnswer | null>;

/**
 * The function that Lambda invokes. What is made here lives as long as the environment: the pipeline and the connections
 * to S3. All else is of one invocation, as several may run at once (Lambda Managed Instances).
 * @throws {SluiceError} CONFIG_INVALID, which fails the start of the environment
 */
export function createHandler(definition: unknown, options: HandlerOptions): Handler {
  const model = loadModel(definition, options.env, options);
  const settings = readSettings(options.env);
  const running = new AsyncLocalStorage<Emit>();
  const stores = options.stores ?? openStores(model, running);
  const schemas = openSchemas(model, (event) => running.getStore()?.(event));
  const lines = createLog({ service: model.name, level: model.log.level });
  programLines.write = (level, message, keys) => lines[level](message, keys);
  let coldStart = true;
  return async (event, context) => {
    const log = withKeys(lines, contextKeys(context, coldStart));
    coldStart = false;
    const metrics = createEmfMetrics(model.name, settings.metricsNamespace);
    const emit = combineEmit([createLogEvents(log, logHandlerEvent), metrics.emit], (thrown) => {
      log.warn('a receiver of telemetry failed', { reason: toSluiceError(thrown).message });
    });
    try {
      const read = readEvent(event);
      const failures = await running.run(emit, () => {
        return runUntilDeadline(read, { model, stores, schemas, emit }, context);
      });
      tell(log, emit, read, failures);
      return answerOf(read, failures, settings.reportsItems);
    } catch (thrown) {
      const error = toSluiceError(thrown);
      log.error(error.message, errorKeys(error));
      throw error;
    } finally {
      for (const line of metrics.lines(Date.now())) options.write(line);
    }
  };
}

async function runUntilDeadline(
  { partitions }: MskEvent,
  options: Omit<RunOptions, 'deadline'>,
  context: InvocationContext,
): Promise<Failures> {
  const deadline = new AbortController();
  const timer = setTimeout(
    () => deadline.abort(),
    deadlineAfterMs(context.getRemainingTimeInMillis()),
  );
  try {
    return await runEvent(partitions, { ...options, deadline: deadline.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** Why what fails, and (as `shutdown_finished` does in the container) what was held back of lines in floods. */
function tell(log: Log, emit: Emit, { partitions, damaged }: MskEvent, failures: Failures): void {
  const all: [string, SluiceError][] = [
    ...failures,
    ...damaged.map(({ name, error }): [string, SluiceError] => [name, error]),
  ];
  for (const [name, error] of all) {
    log.error(`'${name}' is not stored: ${error.message}`, {
      partition: name,
      ...errorKeys(error),
    });
  }
  const records = partitions.reduce((sum, each) => sum + each.records.length, 0);
  emit({
    name: 'invocation_finished',
    partitions: partitions.length + damaged.length,
    failed: all.length,
    records,
  });
}

/** Retries are told to the invocation that waits for them. */
function openStores(
  { sinks }: PipelineModel,
  running: AsyncLocalStorage<Emit>,
): ReadonlyMap<string, ObjectWriter> {
  return new Map(
    [...sinks].map(([sink, { store }]) => [
      sink,
      createS3Writer(store, {
        userAgent: { name: 'sluice', version },
        onRetry: ({ attempt, delayMs, error }) => {
          running.getStore()?.({ name: 'store_retry', sink, attempt, delayMs, error });
        },
      }),
    ]),
  );
}
