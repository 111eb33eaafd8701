import type { TestBucket } from '../support/bucket.ts';
import { type StoredEvent, storedEvents } from '../support/stored-events.ts';
import type { CommitSamples } from './commit-samples.ts';
import { isBroken } from './load.ts';
import type { Truth } from './truth.ts';

/** What a round did wrong; all 0 where every record is in every sink, or among the dead letters, exactly once. */
export interface Wrong {
  readonly missing: number;
  readonly duplicated: number;
  /** Records that come in an object before one of a lower offset, or beside another partition. */
  readonly outOfOrder: number;
  /** Records below an offset that was committed before they were stored. */
  readonly commitAhead: number;
  /** Committed offsets that were lower than before. */
  readonly commitBack: number;
  /** Stored events that are not in the topic, or hold another record's value. */
  readonly strange: number;
}

/** Where a record has to be. */
const deadPlace = 'dead/';

/** Holds all objects of a round against the topic itself. Shares nothing with the engine but the names of the fields. */
export async function checkLake(options: {
  readonly bucket: TestBucket;
  readonly truth: Truth;
  readonly commits: CommitSamples;
  /** Key prefixes of the sinks. */
  readonly places: readonly string[];
}): Promise<{ readonly wrong: Wrong; readonly examples: readonly string[] }> {
  const { bucket, truth, commits, places } = options;
  const examples: string[] = [];
  /** `place partition@offset` to the keys of the objects that hold it. */
  const found = new Map<string, string[]>();
  let outOfOrder = 0;
  let strange = 0;
  for (const place of [...places, deadPlace]) {
    const events = await storedEvents(bucket, place);
    outOfOrder += countDisorder(events, examples);
    for (const { key, event } of events) {
      const { partition, offset } = positionOf(event);
      const number = truth.get(partition)?.get(offset);
      const dead = place === deadPlace;
      const fits =
        number !== undefined && isBroken(number) === dead && (dead || event['number'] === number);
      if (!fits) {
        strange += 1;
        examples.push(`strange: ${partition}@${offset} in ${key}`);
      }
      const id = idOf(place, partition, offset);
      const keys = found.get(id);
      if (keys === undefined) found.set(id, [key]);
      else keys.push(key);
    }
  }
  let missing = 0;
  let duplicated = 0;
  let commitAhead = 0;
  for (const [partition, records] of truth) {
    for (const [offset, number] of records) {
      // before this sample nobody had committed past the record
      const committedAt = commits.samples.findIndex(
        (sample) => (sample[partition] ?? 0n) > BigInt(offset),
      );
      for (const place of isBroken(number) ? [deadPlace] : places) {
        const keys = found.get(idOf(place, partition, offset)) ?? [];
        const [first] = keys;
        if (first === undefined) missing += 1;
        if (keys.length > 1) duplicated += keys.length - 1;
        if (keys.length !== 1) {
          examples.push(
            `${keys.length} times: ${partition}@${offset} in ${keys.join(', ') || place}`,
          );
        }
        const storedAt = first === undefined ? undefined : commits.seenAt.get(first);
        if (committedAt === -1 || (storedAt ?? Infinity) <= committedAt) continue;
        commitAhead += 1;
        examples.push(`committed, not stored: ${partition}@${offset}, sample ${committedAt}`);
      }
    }
  }
  const commitBack = countFallen(commits, examples);
  const wrong = { missing, duplicated, outOfOrder, commitAhead, commitBack, strange };
  return { wrong, examples };
}

export function isWrong(wrong: Wrong): boolean {
  return Object.values(wrong).some((count) => count > 0);
}

function countDisorder(events: readonly StoredEvent[], examples: string[]): number {
  let count = 0;
  for (const [index, { key, event }] of events.entries()) {
    const before = events[index - 1];
    if (before?.key !== key) continue;
    const last = positionOf(before.event);
    const { partition, offset } = positionOf(event);
    if (last.partition === partition && last.offset < offset) continue;
    count += 1;
    examples.push(
      `out of order: ${partition}@${offset} after ${last.partition}@${last.offset} in ${key}`,
    );
  }
  return count;
}

function countFallen({ samples }: CommitSamples, examples: string[]): number {
  let count = 0;
  for (const [number, sample] of samples.entries()) {
    for (const [partition, before] of (samples[number - 1] ?? []).entries()) {
      const now = sample[partition] ?? -1n;
      if (before === null || now >= before) continue;
      count += 1;
      examples.push(`committed offset of partition ${partition} fell from ${before} to ${now}`);
    }
  }
  return count;
}

function idOf(place: string, partition: number, offset: number): string {
  return `${place} ${partition}@${offset}`;
}

function positionOf(event: StoredEvent['event']): { partition: number; offset: number } {
  return { partition: Number(event['partition']), offset: Number(event['offset']) };
}
