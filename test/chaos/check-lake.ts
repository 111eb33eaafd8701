import type { TestBucket } from '../support/bucket.ts';
import { type StoredEvent, storedEvents } from '../support/stored-events.ts';
import type { CommitSamples } from './commit-samples.ts';
import { copiesAllowed } from './copies.ts';
import type { SentLedger } from './kafka-requests.ts';
import { isBroken, numberIn } from './load.ts';
import type { Truth } from './truth.ts';
import { deadPlace } from './variant.ts';

/** What a round did wrong; all 0 where every record is in every sink, or among the dead letters, exactly once. */
export interface Wrong {
  readonly missing: number;
  readonly duplicated: number;
  /** Records that come in an object before one of a lower offset, or (exact) beside another partition. */
  readonly outOfOrder: number;
  /** Records below an offset that was committed before they were stored. */
  readonly commitAhead: number;
  /** Committed offsets that were lower than before. */
  readonly commitBack: number;
  /** Stored events that are not in the topic, or hold another record's value. */
  readonly strange: number;
}

export interface Checked {
  readonly wrong: Wrong;
  /** Copies that docs/delivery.md allows: of an epoch that was done again under keys of its own. */
  readonly possiblyDoubled: number;
  readonly deadLetters: number;
  readonly objects: number;
  /** What was wrong, in words. */
  readonly examples: readonly string[];
}

export interface CheckOptions {
  readonly bucket: TestBucket;
  readonly truth: Truth;
  readonly commits: CommitSamples;
  /** Key prefixes of the sinks. */
  readonly places: readonly string[];
  /** Every ledger that was seen on its way to the broker. */
  readonly ledgers: readonly SentLedger[];
  readonly dense: boolean;
  /** Whether the topic's log was compacted meanwhile. */
  readonly compacted: boolean;
}

/** By place, then by `partition@offset`: the keys of the objects that hold it. */
type Found = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** Holds all objects of a round against the topic itself. Shares nothing with the engine but the names of the fields. */
export async function checkLake(options: CheckOptions): Promise<Checked> {
  const { bucket, truth, places, dense } = options;
  const examples: string[] = [];
  const found = new Map<string, Map<string, string[]>>();
  const objects = new Set<string>();
  let outOfOrder = 0;
  let strange = 0;
  for (const place of [...places, deadPlace]) {
    const events = await storedEvents(bucket, place);
    outOfOrder += countDisorder(events, dense, examples);
    const here = new Map<string, string[]>();
    found.set(place, here);
    for (const { key, event } of events) {
      objects.add(key);
      const { partition, offset } = positionOf(event);
      if (!fits(truth, partition, offset, place === deadPlace, event)) {
        strange += 1;
        examples.push(`strange: ${partition}@${offset} in ${key}`);
      }
      const id = `${partition}@${offset}`;
      const keys = here.get(id);
      if (keys === undefined) here.set(id, [key]);
      else keys.push(key);
    }
  }
  const { missing, commitAhead } = countMissing(options, found, examples);
  const { duplicated, possiblyDoubled } = countCopies(options, found, examples);
  const commitBack = countFallen(options.commits, examples);
  const wrong = { missing, duplicated, outOfOrder, commitAhead, commitBack, strange };
  const deadLetters = found.get(deadPlace)?.size ?? 0;
  return { wrong, possiblyDoubled, deadLetters, objects: objects.size, examples };
}

/** Whether this is what was at that offset, at the place where it belongs. */
function fits(
  truth: Truth,
  partition: number,
  offset: number,
  dead: boolean,
  event: StoredEvent['event'],
): boolean {
  const number = dead ? numberIn(String(event['value'])) : Number(event['number']);
  const there = truth.there.get(partition)?.get(offset);
  if (isBroken(number) !== dead) return false;
  return there === number || truth.wasThere(partition, offset, number);
}

function countMissing(
  { truth, commits, places }: CheckOptions,
  found: Found,
  examples: string[],
): { readonly missing: number; readonly commitAhead: number } {
  let missing = 0;
  let commitAhead = 0;
  for (const [partition, records] of truth.there) {
    for (const [offset, number] of records) {
      // before this sample nobody had committed past the record
      const committedAt = commits.samples.findIndex(
        (sample) => (sample[partition] ?? 0n) > BigInt(offset),
      );
      for (const place of isBroken(number) ? [deadPlace] : places) {
        const keys = found.get(place)?.get(`${partition}@${offset}`) ?? [];
        if (keys.length === 0) {
          missing += 1;
          examples.push(`missing: ${partition}@${offset} in ${place}`);
        }
        const storedAt = Math.min(...keys.map((key) => commits.seenAt.get(key) ?? Infinity));
        if (committedAt === -1 || storedAt <= committedAt) continue;
        commitAhead += 1;
        examples.push(`committed, not stored: ${partition}@${offset}, sample ${committedAt}`);
      }
    }
  }
  return { missing, commitAhead };
}

function countCopies(
  { ledgers, compacted }: CheckOptions,
  found: Found,
  examples: string[],
): { readonly duplicated: number; readonly possiblyDoubled: number } {
  let duplicated = 0;
  let possiblyDoubled = 0;
  for (const records of found.values()) {
    for (const [id, keys] of records) {
      if (keys.length === 1) continue;
      if (copiesAllowed(keys, ledgers, compacted)) {
        possiblyDoubled += keys.length - 1;
        continue;
      }
      duplicated += keys.length - 1;
      examples.push(`${keys.length} times: ${id} in ${keys.join(', ')}`);
    }
  }
  return { duplicated, possiblyDoubled };
}

function countDisorder(events: readonly StoredEvent[], dense: boolean, examples: string[]): number {
  let count = 0;
  let current = '';
  let last = new Map<number, number>();
  for (const { key, event } of events) {
    if (key !== current) last = new Map();
    current = key;
    const { partition, offset } = positionOf(event);
    const before = last.get(partition) ?? -1;
    last.set(partition, offset);
    if (before < offset && (dense || last.size === 1)) continue;
    count += 1;
    examples.push(`out of order: ${partition}@${offset} after ${before} in ${key}`);
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

function positionOf(event: StoredEvent['event']): { partition: number; offset: number } {
  return { partition: Number(event['partition']), offset: Number(event['offset']) };
}
