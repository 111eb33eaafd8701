import { SluiceError } from '../../shared/errors.ts';
import type { WatchdogModel } from '../../shared/pipeline/model.ts';
import type { TelemetryEvent } from '../../shared/telemetry/events.ts';

const restartWindowMs = 10 * 60 * 1000;

/** Events that show that the process does something, or that it waits for a fault that it has named. */
const signsOfLife: ReadonlySet<TelemetryEvent['name']> = new Set([
  'chunk_received',
  'object_stored',
  'store_retry',
  'schema_retry',
  'kafka_retry',
  'offsets_committed',
  'partitions_assigned',
  'rebalance_started',
  'consumer_restarted',
]);

/**
 * Ends a process that would otherwise look alive and do nothing: one in which nothing has happened for too long
 * although there is work, or which joins its group and fails, again and again. An outage that is being retried is
 * neither: it is logged and heals by itself.
 */
export class Watchdog {
  readonly #model: WatchdogModel;
  readonly #clock: () => number;
  readonly #hasWork: () => boolean;
  readonly #onFatal: (error: SluiceError) => void;
  #lastLifeMs: number;
  #restarts: number[] = [];

  constructor(
    model: WatchdogModel,
    clock: () => number,
    hasWork: () => boolean,
    onFatal: (error: SluiceError) => void,
  ) {
    this.#model = model;
    this.#clock = clock;
    this.#hasWork = hasWork;
    this.#onFatal = onFatal;
    this.#lastLifeMs = clock();
  }

  /** One of the receivers of telemetry. */
  observe(event: TelemetryEvent): void {
    if (signsOfLife.has(event.name)) this.#lastLifeMs = this.#clock();
    if (event.name === 'offsets_committed') this.#restarts = [];
    if (event.name === 'consumer_restarted') this.#countRestart(event.error);
  }

  /** Call about once a second. */
  check(): void {
    const { stuckAfterSecs } = this.#model;
    if (stuckAfterSecs === 0) return;
    if (!this.#hasWork()) {
      this.#lastLifeMs = this.#clock();
      return;
    }
    const idleMs = this.#clock() - this.#lastLifeMs;
    if (idleMs < stuckAfterSecs * 1000) return;
    const idle = Math.round(idleMs / 1000);
    this.#onFatal(
      new SluiceError(
        'STUCK',
        `nothing was received, stored, committed or retried for ${idle} s although there is work; ` +
          `watchdog.stuckAfterSecs allows ${stuckAfterSecs} s`,
      ),
    );
  }

  #countRestart(cause: SluiceError): void {
    const now = this.#clock();
    this.#restarts = [...this.#restarts.filter((at) => at > now - restartWindowMs), now];
    if (this.#restarts.length <= this.#model.maxRestarts) return;
    this.#onFatal(
      new SluiceError(
        'RESTARTING_ENDLESSLY',
        `the consumer has rejoined its group ${this.#restarts.length} times within ten minutes ` +
          `without committing once; watchdog.maxRestarts allows ${this.#model.maxRestarts}`,
        { cause },
      ),
    );
  }
}
