/** What the main thread and the others say to each other. */
import { type ErrorCode, SluiceError } from '../../../shared/errors.ts';
import type { HealthCheck, TelemetryEvent } from '../../../shared/telemetry/events.ts';
import type { MetricValues } from '../../../shared/telemetry/metrics.ts';
import type { TapLimits } from '../tap/tap-sampler.ts';

/** Memory that all threads see. */
export interface ThreadMemory {
  readonly holdings: SharedArrayBuffer;
  readonly end: SharedArrayBuffer;
}

/** What a thread is started with. */
export interface ThreadStart {
  /** From 1. */
  readonly number: number;
  readonly memory: ThreadMemory;
  readonly untilEnd: boolean;
  /** Whether somebody watches the live line, and has to hear what it counts. */
  readonly watched: boolean;
}

export type ToThread =
  /** Publish, commit and leave. */
  | { readonly type: 'stop' }
  /** Say what the metrics are. */
  | { readonly type: 'scrape'; readonly id: number }
  /** Somebody wants to see records; null: nobody any more. */
  | { readonly type: 'tap'; readonly limits: TapLimits | null };

export type FromThread =
  | ({ readonly type: 'status' } & ThreadStatus)
  | { readonly type: 'values'; readonly id: number; readonly values: MetricValues }
  | { readonly type: 'event'; readonly event: TelemetryEvent }
  | { readonly type: 'fatal'; readonly error: PlainError }
  | { readonly type: 'tapped'; readonly lines: readonly string[] }
  /** The last word, after the group is left. */
  | { readonly type: 'ended'; readonly error: PlainError | null; readonly values: MetricValues };

/** Said several times a second, also as a sign that the thread is not blocked. */
export interface ThreadStatus {
  readonly alive: ReturnType<HealthCheck['alive']>;
  readonly ready: ReturnType<HealthCheck['ready']>;
  /** Records, over its partitions. */
  readonly lag: number;
}

/** An error on its way: the code would be lost, and causes may hold what cannot be sent. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  /** Messages, outermost first. */
  readonly causes: readonly string[];
}

export function toPlainError(error: SluiceError): PlainError {
  const causes: string[] = [];
  for (let cause = error.cause; cause instanceof Error && causes.length < 8; cause = cause.cause) {
    causes.push(cause.message);
  }
  return { code: error.code, message: error.message, causes };
}

export function fromPlainError({ code, message, causes }: PlainError): SluiceError {
  const cause = causes.reduceRight<Error | undefined>(
    (inner, text) => new Error(text, { cause: inner }),
    undefined,
  );
  return new SluiceError(code, message, { cause });
}
