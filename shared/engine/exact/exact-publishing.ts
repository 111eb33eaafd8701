import { SluiceError } from '../../errors.ts';
import type { ObjectStore, OutgoingObject } from '../../sink/object-store.ts';
import type { Emit } from '../../telemetry/events.ts';
import type { Epoch, EpochObject } from '../epoch.ts';
import type { FullUpload, Prepared, Publishing } from '../publisher.ts';
import { required } from '../required.ts';
import { storeUntilDone } from '../store-until-done.ts';
import { compareStored, isOfOtherRecords } from './compare-stored.ts';
import {
  differenceOf,
  type EpochOwner,
  type EpochRecord,
  epochRecordKey,
  type RecordDifference,
} from './epoch-record.ts';
import { keyOf } from './epoch-key.ts';
import { formatLedger } from './ledger.ts';
import { epochMetadataOf, growingMetadataOf, metadataOf } from './object-metadata.ts';
import { recordObject } from '../../sink/record-object.ts';
import { isStored } from './stored-epoch.ts';

/** What retries at epoch records are told as; they belong to no sink alone. */
const recordSink = '_sluice';

/** See `ContainerOptions.storing`. */
export type Storing = 'create' | 'replace';

/** What all epochs of a source have in common. */
export interface ExactRules extends EpochOwner {
  readonly fingerprint: string;
  /** Which life of the topic; empty where the broker does not say. */
  readonly incarnationOf: (topic: string) => string;
  /** Where epoch records lie: the store of the source's first sink. */
  readonly records: ObjectStore;
  /** By sink, of the whole pipeline: dead letters may lie in the bucket of any. */
  readonly stores: ReadonlyMap<string, ObjectStore>;
  readonly storing: () => Storing;
  readonly emit: Emit;
}

/**
 * How an epoch becomes part of the lake exactly once. Everything about it follows from its records, so whoever does it
 * again creates the same record and the same objects, and finds those that are there already:
 *
 *     1. ledger committed at `first` ──▶ 2. epoch record created ──▶ 3. objects created ──▶ 4. `next` committed
 *
 * Nothing is ever replaced. What lies under our key already has to be what we would have stored; anything else stops
 * the partition, because then somebody else writes there. Only compaction can make one epoch two: what was begun of more
 * records than are left is finished where all of it is stored; otherwise what is left goes under keys of its own.
 */
export function exactPublishing(rules: ExactRules): Publishing {
  return {
    describe: (epoch, entry) => ({
      key: keyOf(epoch, entry),
      metadata: metadataOf(rules, epoch, entry),
    }),
    describeGrowing: (epoch, entry, id) => ({
      key: keyOf(epoch, entry),
      metadata: growingMetadataOf(rules, epoch, entry, id),
      condition: rules.storing() === 'create' ? 'create' : 'replace',
    }),
    prepare: (epoch, signal) => prepare(rules, epoch, signal),
    store: (epoch, entry, outgoing, signal) =>
      createObject(rules, { epoch, entry, outgoing }, signal),
    complete: (epoch, entry, full, signal) => completeObject(rules, { epoch, entry, full }, signal),
  };
}

/** The metadata string for the commit that comes before anything of the epoch is stored. */
export function ledgerOf(rules: ExactRules, epoch: Epoch): string {
  const { topic, next } = epoch.only;
  const [entry] = epoch.objects;
  const only = entry === undefined || hasRecord(epoch) ? null : keyOf(epoch, entry);
  return formatLedger({
    pipeline: rules.pipeline,
    incarnation: rules.incarnationOf(topic),
    next,
    openedAtMs: epoch.openedAtMs,
    fingerprint: rules.fingerprint,
    variant: epoch.variant,
    // begun with it, it stays: the object may be there already, although this time there is a record, too
    onlyKey: epoch.redo?.onlyKey ?? only,
    givenUp: [...epoch.givenUp],
  });
}

/**
 * An epoch of one object needs no record, as that object says it all; unless it has grown, or the epoch was begun with a
 * record, which is then compared.
 */
function hasRecord(epoch: Epoch): boolean {
  if (epoch.objects.length !== 1 || epoch.hasGrown) return true;
  return epoch.redo !== null && epoch.redo.onlyKey === null;
}

async function prepare(rules: ExactRules, epoch: Epoch, signal: AbortSignal): Promise<Prepared> {
  if (epoch.hasGrown && epoch.variant !== (epoch.redo?.variant ?? null)) {
    throw new SluiceError(
      'EPOCH_COMPACTED',
      `${placeOf(epoch)} were begun before records of them were compacted away, and objects are under way to ` +
        `${rules.records.location} that have grown under their former keys`,
    );
  }
  const fits = hasOnlyKey(epoch);
  if (fits && !hasRecord(epoch)) return 'store';
  const only = await onlyKeyIs(rules, epoch, signal);
  if (only === 'of others') return 'stored';
  // nothing is known then, and nothing will be stored
  if (signal.aborted) return 'store';
  if (!fits) {
    // a group lies where its first record says, and of duplicates the first is taken: that record may be gone
    const dependsOnOthers = epoch.gathered.size > 0 || epoch.gates.size > 0;
    if (only === 'absent' && dependsOnOthers) return { beginAs: `c${epoch.only.records}` };
    const named = `the ledger names ${epoch.redo?.onlyKey}`;
    throw conflict(epoch, named, 'done again it has other keys');
  }
  return createRecord(rules, epoch, signal);
}

/** Whether its only object has the key that it was begun with, as it has where rules and records are the same. */
function hasOnlyKey(epoch: Epoch): boolean {
  const { redo } = epoch;
  if (redo === null || redo.onlyKey === null || epoch.variant !== null) return true;
  const keys = epoch.objects.map((entry) => keyOf(epoch, entry));
  // where all its records were compacted away, none is left
  return keys.length === 0 || (keys.length === 1 && keys[0] === redo.onlyKey);
}

/** Whether the one object that the epoch was begun with is there, and whether it holds other records than are left. */
async function onlyKeyIs(
  rules: ExactRules,
  epoch: Epoch,
  signal: AbortSignal,
): Promise<'absent' | 'of others' | 'there'> {
  const { emit, stores } = rules;
  const key = epoch.redo?.onlyKey ?? null;
  let isThere = false;
  if (key === null) return 'absent';
  const ours = epochMetadataOf(rules, epoch);
  for (const store of stores.values()) {
    const found = await storeUntilDone(recordSink, () => store.head(key, signal), signal, emit);
    if (isOfOtherRecords(ours, found?.done?.metadata ?? {})) return 'of others';
    isThere ||= (found?.done ?? null) !== null;
  }
  return isThere ? 'there' : 'absent';
}

async function createRecord(
  rules: ExactRules,
  epoch: Epoch,
  signal: AbortSignal,
): Promise<Prepared> {
  const { records: store, stores, storing, emit } = rules;
  const key = epochRecordKey(rules, epoch.only, epoch.only.first, epoch.variant);
  const record = recordOf(rules, epoch);
  const body = Buffer.from(`${JSON.stringify(record)}\n`);
  const outgoing = recordObject(key, body);
  if (storing() === 'replace') {
    await storeUntilDone(recordSink, () => store.put(outgoing, signal), signal, emit);
    return 'store';
  }
  const create = (): Promise<'created' | 'exists'> => store.create(outgoing, signal);
  const created = await storeUntilDone(recordSink, create, signal, emit);
  if (created === null || created.done === 'created') return 'store';
  const difference = await storedDifference(rules, epoch, record, signal);
  if (difference === null) return 'store';
  const place = `see ${store.location}/${key}`;
  if (difference.of === 'epoch') throw conflict(epoch, place, difference.reason);
  const { theirs } = difference;
  const ask = (): Promise<boolean> => isStored(theirs, [...stores.values()], signal);
  const stored = await storeUntilDone(recordSink, ask, signal, emit);
  if (stored?.done === true) return 'stored';
  // by which rules, too: another pipeline may have done it again of as many records
  const ofRules = epoch.variant?.startsWith(rules.fingerprint) === true ? rules.fingerprint : '';
  return { beginAs: `${ofRules}c${record.records}` };
}

async function createObject(
  rules: ExactRules,
  { epoch, entry, outgoing }: { epoch: Epoch; entry: EpochObject; outgoing: OutgoingObject },
  signal: AbortSignal,
): Promise<void> {
  const { stores, storing, emit } = rules;
  const { sink } = entry.destination;
  const store = required(stores, sink);
  if (storing() !== 'create') {
    await storeUntilDone(sink, () => store.put(outgoing, signal), signal, emit);
    return;
  }
  const created = await storeUntilDone(sink, () => store.create(outgoing, signal), signal, emit);
  if (created === null || created.done === 'created') return;
  const { key, metadata } = outgoing;
  const isOfOthers = (): Promise<boolean> => isRecordOfOthers(rules, epoch, signal);
  await compareStored(entry, store, { key, metadata, uploadId: null, isOfOthers }, signal, emit);
}

async function completeObject(
  rules: ExactRules,
  { epoch, entry, full }: { epoch: Epoch; entry: EpochObject; full: FullUpload },
  signal: AbortSignal,
): Promise<void> {
  const { stores, storing, emit } = rules;
  const { key, metadata, upload, id: uploadId } = full;
  const condition = storing() === 'create' ? 'create' : 'replace';
  const complete = (): Promise<'created' | 'exists'> => upload.complete(condition, signal);
  const completed = await storeUntilDone(entry.destination.sink, complete, signal, emit);
  if (completed === null || completed.done === 'created') return;
  const store = required(stores, entry.destination.sink);
  const isOfOthers = (): Promise<boolean> => isRecordOfOthers(rules, epoch, signal);
  await compareStored(entry, store, { key, metadata, uploadId, isOfOthers }, signal, emit);
}

/** What has grown does not say of how many records it is, but never comes without an epoch record, which does. */
async function isRecordOfOthers(
  rules: ExactRules,
  epoch: Epoch,
  signal: AbortSignal,
): Promise<boolean> {
  const difference = await storedDifference(rules, epoch, recordOf(rules, epoch), signal);
  return difference?.of === 'records';
}

/** How the record that lies under the epoch's key differs from ours; null also where the signal was aborted. */
async function storedDifference(
  rules: ExactRules,
  epoch: Epoch,
  ours: EpochRecord,
  signal: AbortSignal,
): Promise<RecordDifference | null> {
  const { records: store, emit } = rules;
  const key = epochRecordKey(rules, epoch.only, epoch.only.first, epoch.variant);
  const found = await storeUntilDone(recordSink, () => store.get(key, signal), signal, emit);
  return found === null ? null : differenceOf(ours, parsed(found.done));
}

function recordOf(rules: ExactRules, epoch: Epoch): EpochRecord {
  const { topic, partition, first, next, records } = epoch.only;
  return {
    version: 1,
    pipeline: rules.pipeline,
    topic,
    partition,
    incarnation: rules.incarnationOf(topic),
    first: String(first),
    next: String(next),
    fingerprint: rules.fingerprint,
    openedAt: new Date(epoch.openedAtMs).toISOString(),
    records,
    objects: epoch.objects.map((entry) => ({
      sink: entry.destination.sink,
      key: keyOf(epoch, entry),
      deadLetter: entry.destination.deadLetter,
      events: entry.object.events,
      rawBytes: entry.object.rawBytes,
      crc32: entry.object.contentCrc32,
    })),
    dropped: Object.fromEntries(epoch.dropped),
  };
}

function parsed(body: Buffer | null): unknown {
  try {
    return JSON.parse(body?.toString('utf8') ?? 'null');
  } catch {
    return null;
  }
}

function conflict(epoch: Epoch, place: string, difference: string): SluiceError {
  return new SluiceError(
    'EPOCH_CONFLICT',
    `${placeOf(epoch)} were begun otherwise: ${place}, and ${difference}`,
  );
}

function placeOf(epoch: Epoch): string {
  const { topic, partition, first, next } = epoch.only;
  return `offsets ${first} to ${next} of ${topic}/${partition}`;
}
