import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '../../backoff.ts';
import { SluiceError, toSluiceError } from '../../errors.ts';
import type { SchemaLimits } from '../../pipeline/model.ts';
import type { KnownSchema, RawSchema, RegistryClient } from './registered-schema.ts';

export interface SchemasParts {
  readonly client: RegistryClient;
  /** Makes a schema usable; what can't be made so is said, and stays so. Never throws. */
  readonly compile: (raw: RawSchema) => KnownSchema;
  readonly limits: SchemaLimits;
  /** Milliseconds that never go back. */
  readonly nowMs: () => number;
  readonly onRetry: (retry: SchemaRetry) => void;
  readonly onGivenUp: (id: string, afterMs: number) => void;
}

/** A question that is asked again. */
export interface SchemaRetry {
  /** The schema's id. */
  readonly schema: string;
  readonly attempt: number;
  readonly delayMs: number;
  readonly error: SluiceError;
}

const firstDelayMs = 100;
const maxDelayMs = 5_000;
const forgottenMs = 15 * 60_000;

/**
 * What is known of the schemas of one registry. Decoding looks ids up; what it does not find is asked for before, by
 * `wait`, and the registry is asked again for as long as somebody waits:
 *
 *     not known ──▶ asked for ──▶ usable, unusable        for good, as an id never changes its schema
 *                     ▲    │
 *                     │    └─ not there for the limit ──▶ given up, for those who may ──▶ not known, after a while
 *                     └─ no answer: again, without a limit
 */
export class Schemas {
  readonly #parts: SchemasParts;
  /** The oldest first. */
  readonly #known = new Map<string, KnownSchema>();
  /** Until when an id counts as given up. */
  readonly #givenUp = new Map<string, number>();
  readonly #asked = new Map<string, Question>();
  /** Since when the registry has been saying that it has no such schema, and when it said so last. */
  readonly #missingSince = new Map<string, { readonly sinceMs: number; readonly lastMs: number }>();
  #unavailable: SluiceError | null = null;

  constructor(parts: SchemasParts) {
    this.#parts = parts;
  }

  find(id: string): KnownSchema | undefined {
    return this.#known.get(id);
  }

  isGivenUp(id: string): boolean {
    const until = this.#givenUp.get(id);
    if (until === undefined) return false;
    if (until > this.#parts.nowMs()) return true;
    this.#givenUp.delete(id);
    return false;
  }

  /** The same without a look at the time: as it was when the chunk's needs were looked for. */
  wasGivenUp(id: string): boolean {
    return this.#givenUp.has(id);
  }

  /** Why the registry gave no answer the last time; null: it did. */
  get unavailable(): SluiceError | null {
    return this.#unavailable;
  }

  /** Whether the registry answers, and takes our credentials. @throws {SluiceError} REGISTRY_* */
  async check(signal: AbortSignal): Promise<void> {
    await this.#parts.client.check(signal);
  }

  /**
   * Resolves when all of these are known, or given up where that is allowed; also when the signal is aborted.
   * @param mayGiveUp false: a schema that the registry does not have is waited for
   */
  async wait(ids: readonly string[], mayGiveUp: boolean, signal: AbortSignal): Promise<void> {
    const answers = ids.map(async (id): Promise<void> => {
      if (this.#known.has(id) || (mayGiveUp && this.isGivenUp(id))) return;
      const asked = this.#asked.get(id);
      if (asked?.isWaitedFor === true) {
        await asked.wait(mayGiveUp, signal);
        return;
      }
      if (this.#asked.size === 0) this.#unavailable = null;
      const question = new Question();
      const answer = question.wait(mayGiveUp, signal);
      this.#asked.set(id, question);
      void this.#answer(id, question).finally(() => {
        if (this.#asked.get(id) === question) this.#asked.delete(id);
      });
      await answer;
    });
    await Promise.all(answers);
  }

  /** Asks until it is known, or nobody waits any more. Never throws. */
  async #answer(id: string, question: Question): Promise<void> {
    const { client, compile, limits, onGivenUp, onRetry } = this.#parts;
    for (let attempt = 1; question.isWaitedFor; attempt++) {
      let error: SluiceError;
      try {
        const raw = await client.get(id, question.signal);
        this.#unavailable = null;
        if (raw !== null) {
          const reason = typeof raw === 'string' ? raw : null;
          this.#keep(
            id,
            reason === null ? compile(raw as RawSchema) : { state: 'unusable', reason },
          );
          question.known();
          return;
        }
        const missingMs = this.#missing(id);
        if (missingMs >= limits.unknownSchemaLimitSecs * 1000 && question.mayBeGivenUp) {
          this.#giveUp(id);
          onGivenUp(id, missingMs);
          question.givenUp();
          continue;
        }
        error = new SluiceError(
          'SCHEMA_UNKNOWN',
          `the registry has no schema ${id}; it is asked again`,
        );
      } catch (thrown) {
        if (question.signal.aborted) return;
        error = toSluiceError(thrown);
        this.#unavailable = error;
      }
      const delayMs = delayBefore(attempt, this.#leftMs(id, question));
      onRetry({ schema: id, attempt, delayMs, error });
      await sleep(delayMs, undefined, { signal: question.signal }).catch(() => undefined);
    }
  }

  /** Until an id that is not there may be given up; Infinity: that is not the question. */
  #leftMs(id: string, question: Question): number {
    const missing = this.#missingSince.get(id);
    if (missing === undefined || !question.mayBeGivenUp) return Infinity;
    const { limits, nowMs } = this.#parts;
    return missing.sinceMs + limits.unknownSchemaLimitSecs * 1000 - nowMs();
  }

  /** The registry has no such schema. @returns for how long it has been saying so, in ms */
  #missing(id: string): number {
    const now = this.#parts.nowMs();
    const before = this.#missingSince.get(id);
    // whoever asked left long ago: what was said then is no part of the limit
    const goesOn = before !== undefined && now - before.lastMs < forgottenMs;
    const sinceMs = goesOn ? before.sinceMs : now;
    this.#missingSince.delete(id);
    this.#missingSince.set(id, { sinceMs, lastMs: now });
    dropOldest(this.#missingSince, this.#parts.limits.cacheCapacity);
    return now - sinceMs;
  }

  #giveUp(id: string): void {
    const { limits, nowMs } = this.#parts;
    this.#missingSince.delete(id);
    this.#givenUp.set(id, nowMs() + limits.missingIdCacheTtlSecs * 1000);
    // a producer that makes ids up must not fill the memory
    dropOldest(this.#givenUp, limits.cacheCapacity);
  }

  #keep(id: string, known: KnownSchema): void {
    this.#known.set(id, known);
    this.#missingSince.delete(id);
    dropOldest(this.#known, this.#parts.limits.cacheCapacity);
  }
}

/** One id that is asked for, and who waits for the answer. */
class Question {
  readonly #waiting = new Set<{ readonly mayGiveUp: boolean; readonly done: () => void }>();
  readonly #left = new AbortController();

  /** Aborted when nobody waits any more. */
  get signal(): AbortSignal {
    return this.#left.signal;
  }

  get isWaitedFor(): boolean {
    return this.#waiting.size > 0;
  }

  get mayBeGivenUp(): boolean {
    for (const { mayGiveUp } of this.#waiting) if (mayGiveUp) return true;
    return false;
  }

  async wait(mayGiveUp: boolean, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const waiter = { mayGiveUp, done: () => resolve(undefined) };
    this.#waiting.add(waiter);
    signal.addEventListener('abort', waiter.done, { once: true });
    await promise;
    signal.removeEventListener('abort', waiter.done);
    this.#waiting.delete(waiter);
    if (this.#waiting.size === 0) this.#left.abort();
  }

  known(): void {
    for (const { done } of this.#waiting) done();
  }

  givenUp(): void {
    for (const waiter of this.#waiting) {
      if (!waiter.mayGiveUp) continue;
      this.#waiting.delete(waiter);
      waiter.done();
    }
  }
}

/** Not past the limit. */
function delayBefore(attempt: number, leftMs: number): number {
  const delayMs = backoffMs(attempt, firstDelayMs, maxDelayMs);
  return Math.max(1, Math.min(delayMs, Math.ceil(leftMs)));
}

function dropOldest(map: Map<string, unknown>, capacity: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= capacity) return;
    map.delete(oldest);
  }
}
