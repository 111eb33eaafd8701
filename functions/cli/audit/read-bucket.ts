import type { CsvRows } from './csv-rows.ts';
import type { EpochRecord } from '../../../shared/engine/exact/epoch-record.ts';
import { SluiceError } from '../../../shared/errors.ts';
import { partitionKey } from '../../../shared/record.ts';
import type { Evidence, FoundObject, FoundRecord, ReplayedObject } from './evidence.ts';
import { inParallel } from './in-parallel.ts';
import { claimOf, nameOf, replayOf } from './object-claim.ts';
import { parseEpochRecord } from './parse-epoch-record.ts';
import type { Bucket, SourcePlaces } from './places.ts';
import { readPieces } from '../../../shared/sink/read-pieces.ts';
import { readContent } from './read-content.ts';

export interface BucketQuestion extends SourcePlaces {
  readonly pipeline: string;
  readonly groupId: string;
  readonly wants: (topic: string) => boolean;
  /** Null: objects are not read, only asked for their metadata. */
  readonly deep: DeepQuestion | null;
  readonly signal: AbortSignal;
}

export interface DeepQuestion {
  /** Of the pipeline as it is, whose rows of CSV these are. */
  readonly fingerprint: string;
  readonly csv: CsvRows | null;
}

/** Requests under way at once. */
const width = 32;
/** Objects that are read at once, piece by piece. */
const deepWidth = 2;

interface Pile {
  readonly records: FoundRecord[];
  readonly objects: FoundObject[];
  readonly damaged: { place: string; reason: string }[];
  readonly replayed: ReplayedObject[];
}

/**
 * Reads all that a bucket tells of a source: epoch records, and objects by LIST and HEAD. An object that a record names
 * is asked for wherever it lies, also where the pipeline had another prefix then.
 * @returns by `partitionKey`, all lives of a topic together
 * @throws {SluiceError} STORE_*
 */
export async function readBucket(question: BucketQuestion): Promise<Map<string, Evidence>> {
  const { folders, wants, deep, signal, buckets } = question;
  const piles = new Map<string, Pile>();
  const pileOf = (topic: string, partition: number): Pile => {
    const key = partitionKey(topic, partition);
    const pile = piles.get(key) ?? { records: [], objects: [], damaged: [], replayed: [] };
    piles.set(key, pile);
    return pile;
  };
  const asked = new Set<string>();
  const look = async (
    bucket: Bucket,
    key: string,
    deadLetter: boolean,
    of?: Pile,
  ): Promise<void> => {
    const place = `${bucket.place}/${key}`;
    if (asked.has(place)) return;
    asked.add(place);
    const found = await bucket.store.head(key, signal);
    if (found === null) return;
    const { byteLength, metadata } = found;
    const claim = claimOf(metadata);
    const replay = replayOf(metadata);
    // another pipeline may share the prefix, and another group of this one
    if (of === undefined && isElsewheres(claim ?? replay, question)) return;
    if (replay !== null) {
      const { topic, partition, events, first } = replay;
      if (wants(topic)) {
        pileOf(topic, partition).replayed.push({ place, byteLength, events, first });
      }
      return;
    }
    const named = nameOf(key);
    const topic = claim?.topic ?? named?.topic;
    const partition = claim?.partition ?? named?.partition;
    if (of === undefined && (topic === undefined || !wants(topic))) return;
    const pile = of ?? pileOf(topic ?? '', partition ?? 0);
    const { store } = bucket;
    const range = async (start: number, end: number): Promise<Buffer> =>
      (await store.getRange(key, { start, end }, signal)) ?? Buffer.alloc(0);
    const pieces = readPieces(store, key, byteLength, signal);
    // other rules may have written rows in another way
    const csv = deep !== null && claim?.fingerprint === deep.fingerprint ? deep.csv : null;
    const content =
      deep === null ? null : await readContent(pieces, key, { byteLength, range }, csv);
    pile.objects.push({ place, byteLength, deadLetter, named, claim, content });
  };

  await readRecords(question, pileOf);
  for (const folder of folders.toSorted(deadLettersFirst)) {
    const listed = underOurNaming(folder.bucket, folder.prefix, signal);
    await inParallel(listed, deep === null ? width : deepWidth, (key) =>
      look(folder.bucket, key, folder.deadLetter),
    );
  }
  const everywhere = [...new Set([...buckets.values(), ...folders.map(({ bucket }) => bucket)])];
  const byPlace = new Map(everywhere.map((bucket) => [bucket.place, bucket]));
  for (const pile of piles.values()) {
    const named = pile.records.flatMap(({ record, objectPlaces }) =>
      record.objects.map(({ key, deadLetter }, index) => ({
        key,
        deadLetter,
        bucket: byPlace.get((objectPlaces[index] ?? '').slice(0, -key.length - 1)),
      })),
    );
    await inParallel(
      named,
      deep === null ? width : deepWidth,
      async ({ key, deadLetter, bucket }) => {
        if (bucket !== undefined) await look(bucket, key, deadLetter, pile);
      },
    );
  }
  return piles;
}

function isElsewheres(
  claim: { readonly pipeline: string; readonly groupId: string | null } | null,
  { pipeline, groupId }: BucketQuestion,
): boolean {
  if (claim === null) return false;
  return claim.pipeline !== pipeline || (claim.groupId ?? groupId) !== groupId;
}

/** So that one below another's prefix is known as what it is. */
function deadLettersFirst(a: { deadLetter: boolean }, b: { deadLetter: boolean }): number {
  return Number(b.deadLetter) - Number(a.deadLetter);
}

async function* underOurNaming(
  { store }: Bucket,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  for await (const { key } of store.list(prefix, signal)) {
    if (!key.startsWith('_sluice/') && nameOf(key) !== null) yield key;
  }
}

async function readRecords(
  { buckets, pipeline, groupId, wants, signal }: BucketQuestion,
  pileOf: (topic: string, partition: number) => Pile,
): Promise<void> {
  const [bucket] = buckets.values();
  if (bucket === undefined) throw new SluiceError('INTERNAL', 'a source without sinks');
  const { store, place: bucketPlace } = bucket;
  const prefix = `_sluice/${pipeline}/${encodeURIComponent(groupId)}/`;
  await inParallel(store.list(prefix, signal), width, async ({ key }) => {
    const path = /^([^/]+)\/(\d{1,10})\/[^/]+\.json$/.exec(key.slice(prefix.length));
    const [, topic, partition] = path ?? [];
    if (topic === undefined || partition === undefined || !wants(topic)) return;
    const place = `${bucketPlace}/${key}`;
    const pile = pileOf(topic, Number(partition));
    const body = await store.get(key, signal);
    if (body === null) return;
    const record = parseEpochRecord(body, { pipeline, topic, partition: Number(partition) });
    if (typeof record === 'string') pile.damaged.push({ place, reason: record });
    else pile.records.push({ place, record, objectPlaces: placesNamed(record, buckets) });
  });
}

/** In the bucket of the sink that stored it; of a sink that is gone, in that of the first. */
function placesNamed(record: EpochRecord, buckets: ReadonlyMap<string, Bucket>): string[] {
  const [first] = buckets.values();
  return record.objects.map(({ sink, key }) => {
    const bucket = buckets.get(sink) ?? first;
    return `${bucket?.place ?? ''}/${key}`;
  });
}
