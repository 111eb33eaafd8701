import { SluiceError } from '../../errors.ts';
import { objectKey } from '../../sink/key/object-key.ts';
import type { ObjectStore, OutgoingObject } from '../../sink/object-store.ts';
import type { Emit } from '../../telemetry/events.ts';
import type { Epoch, EpochObject } from '../epoch.ts';
import type { FullUpload, Publishing } from '../publisher.ts';
import { storeUntilDone } from '../store-until-done.ts';
import { compareStored } from './compare-stored.ts';
import { differenceOf, type EpochOwner, type EpochRecord, epochRecordKey } from './epoch-record.ts';
import { formatLedger } from './ledger.ts';
import { growingMetadataOf, metadataOf } from './object-metadata.ts';
import { recordObject } from '../../sink/record-object.ts';

/** See `EngineOptions.storing`. */
export type Storing = 'create' | 'replace' | 'replace without record';

/** What all epochs of a source have in common. */
export interface ExactRules extends EpochOwner {
  readonly fingerprint: string;
  /** Which life of the topic; empty where the broker does not say. */
  readonly incarnationOf: (topic: string) => string;
  /** Where epoch records lie: the store of the source's first sink. */
  readonly records: ObjectStore;
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
 * the partition, because then somebody else writes there.
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
    prepare: async (epoch, signal) => {
      checkOnlyKey(epoch);
      await createRecord(rules, epoch, signal);
    },
    store: (entry, outgoing, signal) => createObject(rules, entry, outgoing, signal),
    complete: (entry, full, signal) => completeObject(rules, entry, full, signal),
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
  });
}

function keyOf(epoch: Epoch, { destination, object, number }: EpochObject): string {
  const { topic, partition, first } = epoch.only;
  const { prefix } = object;
  const { extension } = destination;
  return objectKey({ prefix, topic, partition, first, number, variant: epoch.variant, extension });
}

/**
 * An epoch of one object needs no record, as that object says it all; unless it has grown, or the epoch was begun with a
 * record, which is then compared.
 */
function hasRecord(epoch: Epoch): boolean {
  if (epoch.objects.length !== 1 || epoch.hasGrown) return true;
  return epoch.redo !== null && epoch.redo.onlyKey === null;
}

/** The rules are the same as when the epoch was begun: then its only object has the same key, or they lied. */
function checkOnlyKey(epoch: Epoch): void {
  const { redo } = epoch;
  if (redo === null || redo.onlyKey === null || redo.variant !== null) return;
  const keys = epoch.objects.map((entry) => keyOf(epoch, entry));
  if (keys.length === 1 && keys[0] === redo.onlyKey) return;
  throw conflict(epoch, `the ledger names ${redo.onlyKey}`, 'done again it has other keys');
}

async function createRecord(rules: ExactRules, epoch: Epoch, signal: AbortSignal): Promise<void> {
  const { records: store, storing, emit } = rules;
  if (storing() === 'replace without record' || !hasRecord(epoch)) return;
  const key = epochRecordKey(rules, epoch.only, epoch.only.first, epoch.variant);
  const record = recordOf(rules, epoch);
  const body = Buffer.from(`${JSON.stringify(record)}\n`);
  const outgoing = recordObject(key, body);
  const sink = '_sluice';
  if (storing() === 'replace') {
    await storeUntilDone(sink, () => store.put(outgoing, signal), signal, emit);
    return;
  }
  const created = await storeUntilDone(sink, () => store.create(outgoing, signal), signal, emit);
  if (created === null || created.done === 'created') return;
  const found = await storeUntilDone(sink, () => store.get(key, signal), signal, emit);
  if (found === null) return;
  const difference = differenceOf(record, parsed(found.done));
  if (difference !== null) throw conflict(epoch, `see ${store.location}/${key}`, difference);
}

async function createObject(
  { storing, emit }: ExactRules,
  entry: EpochObject,
  outgoing: OutgoingObject,
  signal: AbortSignal,
): Promise<void> {
  const { sink, store } = entry.destination;
  if (storing() !== 'create') {
    await storeUntilDone(sink, () => store.put(outgoing, signal), signal, emit);
    return;
  }
  const created = await storeUntilDone(sink, () => store.create(outgoing, signal), signal, emit);
  if (created === null || created.done === 'created') return;
  const { key, metadata } = outgoing;
  await compareStored(entry, { key, metadata, uploadId: null }, signal, emit);
}

async function completeObject(
  { storing, emit }: ExactRules,
  entry: EpochObject,
  { key, metadata, upload, id }: FullUpload,
  signal: AbortSignal,
): Promise<void> {
  const condition = storing() === 'create' ? 'create' : 'replace';
  const complete = (): Promise<'created' | 'exists'> => upload.complete(condition, signal);
  const completed = await storeUntilDone(entry.destination.sink, complete, signal, emit);
  if (completed === null || completed.done === 'created') return;
  await compareStored(entry, { key, metadata, uploadId: id }, signal, emit);
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
  const { topic, partition, first, next } = epoch.only;
  return new SluiceError(
    'EPOCH_CONFLICT',
    `offsets ${first} to ${next} of ${topic}/${partition} were begun otherwise: ${place}, and ${difference}`,
  );
}
