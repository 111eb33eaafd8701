import type { TestBucket } from '../support/bucket.ts';
import { type StoredEvent, storedEvents } from '../support/stored-events.ts';
import type { CommitSamples } from './commit-samples.ts';
import { copiesAllowed, placeOf } from './copies.ts';
import type { SentLedger } from './kafka-requests.ts';
import { groupOf, hasToBeDead, isBroken, isPoison, numberIn } from './load.ts';
import { type Member, membersOf } from './members.ts';
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
  /** Stored events that are not in the topic, hold another record's value, or are no group of records. */
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
  /** Whether events are groups of records. */
  readonly reduced: boolean;
}

/** By place, then by `partition@offset`: the keys of the objects that hold it. */
export type Found = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** Holds all objects of a round against the topic itself. Shares nothing with the engine but the names of the fields. */
export async function checkLake(
  options: CheckOptions,
): Promise<Checked & { readonly found: Found }> {
  const { bucket, truth, places, dense, reduced } = options;
  const examples: string[] = [];
  const found = new Map<string, Map<string, string[]>>();
  const objects = new Set<string>();
  let outOfOrder = 0;
  let strange = 0;
  for (const place of [...places, deadPlace]) {
    const events = await storedEvents(bucket, place);
    if (!reduced) outOfOrder += countDisorder(events, dense, examples);
    const here = new Map<string, string[]>();
    found.set(place, here);
    for (const { key, event } of events) {
      objects.add(key);
      const isDead = place === deadPlace;
      const members = isDead
        ? [{ ...positionOf(event), number: numberOfDead(event) }]
        : membersOf(event);
      if (!isDead && !isGroup(members, event, options)) {
        strange += 1;
        examples.push(`no group: ${JSON.stringify(members.slice(0, 5))} in ${key}`);
      }
      for (const member of members) {
        const id = `${member.partition}@${member.offset}`;
        if (!fits(truth, member, isDead, reduced)) {
          strange += 1;
          examples.push(`strange: ${id} in ${key}`);
        }
        const keys = here.get(id);
        if (keys === undefined) here.set(id, [key]);
        else keys.push(key);
      }
    }
    if (reduced && place === deadPlace) strange += countAlone(events, examples);
  }
  const { missing, commitAhead } = countMissing(options, found, examples);
  const { duplicated, possiblyDoubled } = countCopies(options, found, examples);
  const commitBack = countFallen(options.commits, examples);
  const wrong = { missing, duplicated, outOfOrder, commitAhead, commitBack, strange };
  const deadLetters = found.get(deadPlace)?.size ?? 0;
  return { wrong, possiblyDoubled, deadLetters, objects: objects.size, examples, found };
}

/** Whether this is what was at that offset, at the place where it belongs. */
export function fits(
  truth: Truth,
  { partition, offset, number }: Member,
  dead: boolean,
  reduced: boolean,
): boolean {
  const there = truth.there.get(partition)?.get(offset);
  const belongs = reduced ? dead || !hasToBeDead(number, reduced) : isBroken(number) === dead;
  return belongs && (there === number || truth.wasThere(partition, offset, number));
}

/** Whether these are of one group, in their order; of several partitions only where they share epochs. */
export function isGroup(
  members: readonly Member[],
  event: StoredEvent['event'],
  { dense, reduced }: Pick<CheckOptions, 'dense' | 'reduced'>,
): boolean {
  if (members.length === 0 || (!reduced && members.length > 1)) return false;
  const last = new Map<number, number>();
  return members.every(({ partition, offset, number }) => {
    const isNext = offset > (last.get(partition) ?? -1);
    last.set(partition, offset);
    return isNext && groupOf(number) === event['group'] && (dense || last.size === 1);
  });
}

/** Dead letters of good records in whose epoch nothing was rejected that could have been in a group with them. */
function countAlone(events: readonly StoredEvent[], examples: string[]): number {
  const spoilt = new Set<string>();
  const nameOf = (key: string, number: number): string => {
    const place = placeOf(key);
    return `${place?.partition}/${place?.first}/${place?.variant}/${groupOf(number)}`;
  };
  for (const { key, event } of events) {
    const number = numberOfDead(event);
    if (isPoison(number)) spoilt.add(nameOf(key, number));
  }
  const alone = events.filter(({ key, event }) => {
    const number = numberOfDead(event);
    return !isBroken(number) && !spoilt.has(nameOf(key, number));
  });
  for (const { key, event } of alone) {
    examples.push(`dead, and nobody knows why: ${numberOfDead(event)} in ${key}`);
  }
  return alone.length;
}

function numberOfDead(event: StoredEvent['event']): number {
  return numberIn(String(event['value']));
}

function countMissing(
  { truth, commits, places, reduced }: CheckOptions,
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
      const id = `${partition}@${offset}`;
      const dead = found.get(deadPlace)?.get(id) ?? [];
      for (const place of hasToBeDead(number, reduced) ? [deadPlace] : places) {
        const keys = place === deadPlace ? dead : [...(found.get(place)?.get(id) ?? []), ...dead];
        if (keys.length === 0) {
          missing += 1;
          examples.push(`missing: ${id} in ${place}`);
        }
        const storedAt = Math.min(...keys.map((key) => commits.seenAt.get(key) ?? Infinity));
        if (committedAt === -1 || storedAt <= committedAt) continue;
        commitAhead += 1;
        examples.push(`committed, not stored: ${id}, sample ${committedAt}`);
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
  const dead = found.get(deadPlace);
  for (const [place, records] of found) {
    for (const [id, here] of records) {
      // what is rejected is stored nowhere
      const keys = place === deadPlace ? here : [...here, ...(dead?.get(id) ?? [])];
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
