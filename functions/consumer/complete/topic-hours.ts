import { partitionKey, type TopicPartition } from '../../../shared/record.ts';
import { hourOf } from './marker-keys.ts';

/** Where each partition of a topic ended at a moment, by `partitionKey`. */
export type Ends = ReadonlyMap<string, bigint>;

interface Round {
  readonly hours: readonly number[];
  /** Null until somebody has asked. */
  readonly ends: Ends | null;
}

/**
 * Which hours of a topic wait to be complete, and for what. Pure: whoever feeds it asks Kafka.
 *
 *     closed (its end and the grace are past) ──▶ the topic's ends are asked for ──▶ committed up to them: complete
 *
 * Why not the first offset with a time at or after the hour's end: one record from the future would make it true for
 * every partition that has one, and in a backlog it becomes true before late records behind it are read. Where the
 * topic ended after the hour and its grace, instead, everything that had come by then is before it, in whatever order.
 */
export class TopicHours {
  readonly #graceMs: number;
  /** All before this are complete or wait in a round. */
  #next: number;
  #rounds: Round[] = [];

  /** @param from the first hour that can be complete @param done hours at or after it that are */
  constructor(graceMs: number, from: number, done: ReadonlySet<number>, nowMs: number) {
    this.#graceMs = graceMs;
    this.#next = Math.max(from, this.#closedBefore(nowMs));
    const hours = [];
    for (let hour = from; hour < this.#next; hour++) if (!done.has(hour)) hours.push(hour);
    if (hours.length > 0) this.#rounds.push({ hours, ends: null });
  }

  /** Takes note of the time. @returns whether the topic's ends are wanted, asked for after this call */
  tick(nowMs: number): boolean {
    const hours = [];
    for (const closed = this.#closedBefore(nowMs); this.#next < closed; this.#next++) {
      hours.push(this.#next);
    }
    if (hours.length > 0) this.#rounds.push({ hours, ends: null });
    return this.#rounds.some(({ ends }) => ends === null);
  }

  get isWaiting(): boolean {
    return this.#rounds.length > 0;
  }

  /** The ends as they are after the last `tick`. */
  reached(ends: Ends): void {
    this.#rounds = this.#rounds.map((round) => ({ ...round, ends: round.ends ?? ends }));
  }

  /**
   * The hours that are complete by what is committed, oldest first, with the ends that prove it. A partition that was
   * not there when the ends were asked for makes them void: it may hold records of the hour.
   */
  complete(
    partitions: readonly TopicPartition[],
    committed: ReadonlyMap<string, bigint>,
  ): readonly { readonly hour: number; readonly ends: Ends }[] {
    const keys = partitions.map(({ topic, partition }) => partitionKey(topic, partition));
    const complete: { hour: number; ends: Ends }[] = [];
    for (const { hours, ends } of this.#rounds) {
      if (ends === null || !keys.every((key) => ends.has(key))) break;
      const isStored = [...ends].every(
        ([key, end]) => end === 0n || (committed.get(key) ?? 0n) >= end,
      );
      if (!isStored) break;
      for (const hour of hours) complete.push({ hour, ends });
    }
    this.#rounds = this.#rounds.map((round) =>
      round.ends !== null && !keys.every((key) => round.ends?.has(key))
        ? { ...round, ends: null }
        : round,
    );
    return complete;
  }

  /** The hour is marked. */
  marked(hour: number): void {
    this.#rounds = this.#rounds
      .map((round) => ({ ...round, hours: round.hours.filter((one) => one !== hour) }))
      .filter(({ hours }) => hours.length > 0);
  }

  #closedBefore(nowMs: number): number {
    return hourOf(nowMs - this.#graceMs);
  }
}
