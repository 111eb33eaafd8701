import { Worker } from 'node:worker_threads';
import { SluiceError } from '../../../shared/errors.ts';
import type { TelemetryEvent } from '../../../shared/telemetry/events.ts';
import type { MetricValues } from '../../../shared/telemetry/metrics.ts';
import type { TapLimits } from '../tap/tap-sampler.ts';
import {
  type FromThread,
  fromPlainError,
  type ThreadStart,
  type ThreadStatus,
  type ToThread,
} from './messages.ts';

/** A thread that is busy for longer is shown as it was at the last scrape. */
const scrapeMs = 2_000;

export interface ThreadParts {
  /** The bundle, which is the same for all threads. */
  readonly entry: URL;
  readonly start: ThreadStart;
  /** Its lines, whole ones. */
  readonly write: (stream: 'stdout' | 'stderr', lines: Uint8Array) => void;
  readonly onEvent: (event: TelemetryEvent) => void;
  /** Records that it was asked to show. */
  readonly onTapped: (lines: readonly string[]) => void;
  /** It found that it cannot go on, and is about to stop in order. */
  readonly onFatal: (error: SluiceError) => void;
  /** It is gone without having stopped. */
  readonly onDeath: (error: SluiceError) => void;
}

/** One of several consumers, as the main thread sees it. */
export class Thread {
  readonly number: number;
  /** Resolves when the thread is gone, to the error that it ended with. */
  readonly ended: Promise<SluiceError | null>;
  readonly #worker: Worker;
  readonly #scrapes = new Map<number, (values: MetricValues) => void>();
  #status: ThreadStatus;
  #values: MetricValues = [];
  /** Null before its first word: on a busy machine a start takes long. */
  #silentChecks: number | null = null;
  #end: { readonly error: SluiceError | null } | null = null;

  constructor({ entry, start, write, onEvent, onTapped, onFatal, onDeath }: ThreadParts) {
    this.number = start.number;
    const starting = { ok: false, reason: 'starting' };
    this.#status = { alive: { ...starting, ok: true }, ready: starting, lag: 0 };
    const worker = new Worker(entry, { workerData: start, stdout: true, stderr: true });
    this.#worker = worker;
    worker.stdout.on('data', (lines: Uint8Array) => write('stdout', lines));
    worker.stderr.on('data', (lines: Uint8Array) => write('stderr', lines));
    worker.on('message', (message: FromThread) => {
      if (message.type === 'event') onEvent(message.event);
      else if (message.type === 'tapped') onTapped(message.lines);
      else if (message.type === 'fatal') onFatal(fromPlainError(message.error));
      else this.#take(message);
    });
    worker.on('error', (cause: Error) => this.#died(cause, onDeath));
    this.ended = new Promise((resolve) => {
      worker.on('exit', (code) => {
        if (this.#end === null) this.#died(new Error(`it exited with ${code}`), onDeath);
        for (const answer of this.#scrapes.values()) answer(this.#values);
        resolve(this.#end?.error ?? null);
      });
    });
  }

  get status(): ThreadStatus {
    return this.#status;
  }

  /** Asks it to publish, commit and leave. */
  stop(): void {
    this.#send({ type: 'stop' });
  }

  /** Asks it to show records; null: no more. */
  tap(limits: TapLimits | null): void {
    this.#send({ type: 'tap', limits });
  }

  /** Ends it at once, with what it is doing. */
  async terminate(error: SluiceError): Promise<void> {
    this.#end ??= { error };
    await this.#worker.terminate();
  }

  /** Call about once a second. @returns how many calls in a row have heard nothing of it */
  check(): number {
    if (this.#silentChecks === null || this.#end !== null) return 0;
    return this.#silentChecks++;
  }

  /** What its metrics are now; those of the last time where it does not answer. */
  async values(): Promise<MetricValues> {
    if (this.#end !== null) return this.#values;
    const id = this.#scrapes.size === 0 ? 0 : Math.max(...this.#scrapes.keys()) + 1;
    const answer = Promise.withResolvers<MetricValues>();
    this.#scrapes.set(id, answer.resolve);
    this.#send({ type: 'scrape', id });
    const timer = setTimeout(() => answer.resolve(this.#values), scrapeMs);
    const values = await answer.promise;
    clearTimeout(timer);
    this.#scrapes.delete(id);
    return values;
  }

  #take(message: Exclude<FromThread, { readonly type: 'event' | 'fatal' | 'tapped' }>): void {
    switch (message.type) {
      case 'status':
        this.#status = message;
        this.#silentChecks = 0;
        return;
      case 'values':
        this.#values = message.values;
        this.#scrapes.get(message.id)?.(message.values);
        return;
      case 'ended':
        this.#values = message.values;
        this.#end = { error: message.error === null ? null : fromPlainError(message.error) };
    }
  }

  #died(cause: Error, onDeath: (error: SluiceError) => void): void {
    if (this.#end !== null) return;
    const message = `thread ${this.number} died: ${cause.message}`;
    const error = new SluiceError('THREAD_DIED', message, { cause });
    this.#end = { error };
    const dead = { ok: false, reason: message };
    this.#status = { alive: dead, ready: dead, lag: 0 };
    onDeath(error);
  }

  #send(message: ToThread): void {
    this.#worker.postMessage(message, []);
  }
}
