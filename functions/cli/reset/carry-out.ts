import { createHash } from 'node:crypto';
import {
  type EpochRecord,
  epochRecordKey,
  skippedFingerprint,
} from '../../../shared/engine/exact/epoch-record.ts';
import { formatResetMark, formatResetNote } from '../../../shared/engine/exact/ledger.ts';
import { SluiceError } from '../../../shared/errors.ts';
import { partitionKey, type TopicPartition } from '../../../shared/record.ts';
import { inParallel } from '../audit/in-parallel.ts';
import type { OffsetRange, Place } from '../audit/evidence.ts';
import type { Bucket } from '../audit/places.ts';
import { replayedPrefix } from '../replay/replayed-key.ts';
import { type ResetPlan, planReset } from './plan-reset.ts';
import {
  asideName,
  type FoundPartition,
  readPartitions,
  type ResetWorld,
} from './read-partitions.ts';
import { recordObject } from '../../../shared/sink/record-object.ts';

/** A partition with what is to be done about it. */
export interface PlannedPartition {
  readonly found: FoundPartition;
  readonly plan: ResetPlan;
}

export interface ResetPermissions {
  /** Objects may be deleted. */
  readonly deleteObjects: boolean;
  /** Objects that do not say which group they are of count as of this one. */
  readonly assumeGroup: boolean;
}

/** Requests under way at once. */
const width = 16;

export function planAll(partitions: readonly FoundPartition[]): readonly PlannedPartition[] {
  return partitions.map((found) => ({ found, plan: planReset(found.question) }));
}

/** Why the plans may not be carried out; null where they may. */
export function refusalOf(
  planned: readonly PlannedPartition[],
  { deleteObjects, assumeGroup }: ResetPermissions,
): string | null {
  const objects = planned.flatMap(({ plan }) => plan.objects);
  if (objects.length > 0 && !deleteObjects) {
    return (
      `${objects.length} objects hold what would be read again, or were begun and not finished: they have to go; ` +
      'allowed: --delete-objects, which cannot be undone'
    );
  }
  const unsure = objects.filter(({ isSurelyOurs }) => !isSurelyOurs);
  if (unsure.length > 0 && !assumeGroup) {
    return (
      `${unsure.length} of the objects do not say which group stored them, as ${unsure[0]?.place}; ` +
      'allowed: --assume-group, where no other group of this pipeline writes there'
    );
  }
  return null;
}

/**
 * Does it, in an order in which it may be interrupted anywhere and done again:
 *
 *     1. the new offset is committed with a mark ─▶ 2. objects, then their records, are deleted ─▶ 3. skipped ranges are
 *     recorded ─▶ 4. the offset is committed without the mark
 *
 * The offset goes first. The broker takes it only while nobody is in the group, so it proves that nobody publishes; and
 * whoever is assigned a partition with a mark stops, so nobody begins to, either. Deleting first would leave a moment in
 * which a consumer goes on from the old offset, behind what is gone. Objects go before their record, which is the list
 * of them. The bucket is read once more under the mark: what a consumer did since the plan was made is seen then.
 *
 * @throws {SluiceError} GROUP_BUSY, CONFIG_INVALID for what is not permitted, KAFKA_*, STORE_*
 */
export async function carryOut(
  world: ResetWorld,
  planned: readonly PlannedPartition[],
  permissions: ResetPermissions,
): Promise<readonly PlannedPartition[]> {
  const { pipeline, port, places } = world;
  const needed = planned.filter(({ plan }) => plan.isNeeded);
  if (needed.length === 0) return [];
  refuse(needed, permissions);
  if (places === null) {
    await port.commitAlone(needed.map((each) => offsetOf(each, '')));
    return needed;
  }
  const targets = new Map(needed.map(({ found }) => [nameOf(found), found.question.target]));
  await port.commitAlone(
    needed.map((each) => {
      const { plan, found } = each;
      const { target } = found.question;
      return offsetOf(each, formatResetMark({ pipeline, from: plan.markFrom, target }));
    }),
  );
  const partitions = needed.map(({ found }) => found);
  const again = planAll(await readPartitions(world, partitions, targets));
  refuse(again, permissions);
  const bucket = new Keeper(world, placesByName(world));
  for (const { found } of again) await bucket.moveAside(found);
  for (const { plan } of again) await bucket.remove(plan);
  for (const each of again) await bucket.recordSkips(each);
  await port.commitAlone(
    again.map((each) => {
      const { target } = each.found.question;
      return offsetOf(each, target === each.plan.to ? '' : formatResetNote(target));
    }),
  );
  return again;
}

function refuse(planned: readonly PlannedPartition[], permissions: ResetPermissions): void {
  const refusal = refusalOf(planned, permissions);
  if (refusal !== null) throw new SluiceError('CONFIG_INVALID', refusal);
}

function offsetOf({ found, plan }: PlannedPartition, metadata: string) {
  const { topic, partition } = found;
  return { topic, partition, offset: plan.to, metadata };
}

function nameOf({ topic, partition }: TopicPartition): string {
  return partitionKey(topic, partition);
}

function placesByName({ places }: ResetWorld): ReadonlyMap<string, Bucket> {
  if (places === null) return new Map();
  const all = [...places.buckets.values(), ...places.folders.map(({ bucket }) => bucket)];
  return new Map(all.map((bucket) => [bucket.place, bucket]));
}

/** The changes in the buckets; each may be done twice. */
class Keeper {
  readonly #world: ResetWorld;
  readonly #buckets: ReadonlyMap<string, Bucket>;

  constructor(world: ResetWorld, buckets: ReadonlyMap<string, Bucket>) {
    this.#world = world;
    this.#buckets = buckets;
  }

  /** Epoch records of a topic that was deleted make room for those of the one that has its name now. */
  async moveAside({ formerRecords }: FoundPartition): Promise<void> {
    const { signal } = this.#world;
    for (const place of formerRecords) {
      const { bucket, key } = this.#at(place);
      const body = await bucket.store.get(key, signal);
      if (body === null) continue;
      const life = incarnationIn(body);
      const hash = createHash('sha256').update(life).digest('hex').slice(0, 10);
      await bucket.store.put(recordObject(asideName(key, hash), body), signal);
      await bucket.store.remove(key, signal);
    }
  }

  async remove({ objects, doomed }: ResetPlan): Promise<void> {
    const { signal } = this.#world;
    const removeOne = async (place: Place): Promise<void> => {
      const { bucket, key } = this.#at(place);
      await bucket.store.remove(key, signal);
    };
    await inParallel(objects, width, async ({ place, deadLetter }) => {
      if (deadLetter) await this.#forgetReplays(place);
      await removeOne(place);
    });
    const records = doomed.flatMap(({ recordPlace }) => recordPlace ?? []);
    await inParallel(records, width, removeOne);
  }

  async recordSkips({ found, plan }: PlannedPartition): Promise<void> {
    const { signal, places } = this.#world;
    const [bucket] = places?.buckets.values() ?? [];
    for (const range of plan.skips) {
      const key = epochRecordKey(this.#world, found, range.first, null);
      const body = Buffer.from(`${JSON.stringify(this.#skipRecord(found, range))}\n`);
      await bucket?.store.put(recordObject(key, body), signal);
    }
  }

  #skipRecord({ topic, partition, incarnation }: FoundPartition, range: OffsetRange): EpochRecord {
    const offsets = Number(range.next - range.first);
    return {
      version: 1,
      pipeline: this.#world.pipeline,
      topic,
      partition,
      incarnation,
      first: String(range.first),
      next: String(range.next),
      fingerprint: skippedFingerprint,
      openedAt: new Date().toISOString(),
      records: offsets,
      objects: [],
      dropped: { 'sluice/reset': offsets },
    };
  }

  /** The dead letters are made anew, so what was replayed of them has to be forgotten. */
  async #forgetReplays(place: Place): Promise<void> {
    const { signal, pipeline, groupId } = this.#world;
    const { bucket, key } = this.#at(place);
    const prefix = replayedPrefix({ pipeline, groupId }, key);
    for await (const marker of bucket.store.list(prefix, signal)) {
      await bucket.store.remove(marker.key, signal);
    }
  }

  #at(place: Place): { readonly bucket: Bucket; readonly key: string } {
    for (const [name, bucket] of this.#buckets) {
      if (place.startsWith(`${name}/`)) return { bucket, key: place.slice(name.length + 1) };
    }
    throw new SluiceError('INTERNAL', `${place} is in no bucket of the pipeline`);
  }
}

function incarnationIn(body: Buffer): string {
  const { incarnation } = JSON.parse(body.toString('utf8')) as Partial<EpochRecord>;
  return incarnation ?? '';
}
