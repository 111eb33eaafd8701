import {
  parseLedger,
  parseResetMark,
  parseResetNote,
} from '../../../shared/engine/exact/ledger.ts';
import { SluiceError } from '../../../shared/errors.ts';
import { partitionKey, type TopicPartition } from '../../../shared/record.ts';
import type { CommittedOffset, KafkaTool, PartitionBounds } from '../../consumer/kafka/port.ts';
import { byLife, nothing } from '../audit/audit-source.ts';
import type { Evidence, Place } from '../audit/evidence.ts';
import type { SourcePlaces } from '../audit/places.ts';
import { readBucket } from '../audit/read-bucket.ts';
import type { Position } from '../position.ts';
import { claimsOf } from './claims.ts';
import type { ResetQuestion } from './plan-reset.ts';

/** What a reset is done with. */
export interface ResetWorld {
  readonly pipeline: string;
  readonly groupId: string;
  readonly port: Pick<
    KafkaTool,
    'partitions' | 'committed' | 'bounds' | 'offsets' | 'incarnationOf' | 'members' | 'commitAlone'
  >;
  /** Null: nothing in a bucket is of one partition (`delivery: 'dense'`). */
  readonly places: SourcePlaces | null;
  readonly signal: AbortSignal;
}

/** One partition as it is found. */
export interface FoundPartition extends TopicPartition {
  readonly incarnation: string;
  readonly question: ResetQuestion;
  /** Epoch records of former lives of the topic, under the names that the present one will need. */
  readonly formerRecords: readonly Place[];
  /** Objects of former lives: they stay. */
  readonly formerObjects: number;
  readonly leftAlone: readonly Place[];
  readonly notes: readonly string[];
}

/** `committed`: where each partition is. Nothing is moved then, and what lies behind it in the bucket goes. */
export type ResetPosition = Position | { readonly at: 'committed' };

/** Where each partition is to go; those that have no such place are left out; by `partitionKey`. */
export type Targets = ReadonlyMap<string, bigint>;

/** @throws {SluiceError} KAFKA_*, KAFKA_UNREACHABLE where a partition has no leader */
export async function resolveTargets(
  { port }: Pick<ResetWorld, 'port'>,
  partitions: readonly TopicPartition[],
  position: ResetPosition,
): Promise<Targets> {
  if (position.at === 'committed') {
    const committed = await port.committed(partitions);
    return new Map(
      committed
        .filter(({ offset }) => offset >= 0n)
        .map(({ topic, partition, offset }) => [partitionKey(topic, partition), offset]),
    );
  }
  if (position.at !== 'offset') return port.offsets(partitions, position);
  const { offset } = position;
  return new Map(partitions.map((at) => [partitionKey(at.topic, at.partition), offset]));
}

/**
 * Everything that a reset of these partitions depends on. Offsets are read before the bucket: what is committed by then
 * has to be there.
 * @throws {SluiceError} KAFKA_*, STORE_*; LEDGER_FOREIGN where the group holds another pipeline's epoch
 */
export async function readPartitions(
  world: ResetWorld,
  partitions: readonly TopicPartition[],
  targets: Targets,
): Promise<readonly FoundPartition[]> {
  const { port } = world;
  const committed = await port.committed(partitions);
  const bounds = await port.bounds(partitions);
  const evidence = await evidenceOf(world, partitions);
  return committed.map((one) => {
    const key = partitionKey(one.topic, one.partition);
    const target = targets.get(key);
    const bound = bounds.get(key);
    if (bound === undefined || target === undefined) {
      throw new SluiceError('KAFKA_UNREACHABLE', `${key} has no leader that says what it holds`);
    }
    return foundPartition(world, one, bound, target, evidence.get(key) ?? nothing);
  });
}

async function evidenceOf(
  { pipeline, groupId, places, signal }: ResetWorld,
  partitions: readonly TopicPartition[],
): Promise<ReadonlyMap<string, Evidence>> {
  if (places === null) return new Map();
  const topics = new Set(partitions.map(({ topic }) => topic));
  const wants = (topic: string): boolean => topics.has(topic);
  return readBucket({ ...places, pipeline, groupId, wants, deep: null, signal });
}

function foundPartition(
  { pipeline, groupId, port, places }: ResetWorld,
  { topic, partition, offset, metadata }: CommittedOffset,
  bound: PartitionBounds,
  target: bigint,
  evidence: Evidence,
): FoundPartition {
  const notes: string[] = [];
  const incarnation = port.incarnationOf(topic);
  const mark = parseResetMark(metadata);
  const settled = parseResetNote(metadata);
  const place = `${partitionKey(topic, partition)} in group ${groupId}`;
  const isPresent =
    places === null ||
    mark !== null ||
    isOfPresentLife(metadata, pipeline, place, incarnation, notes);
  const [present, ...former] = byLife(evidence, incarnation);
  const { claims, leftAlone } = claimsOf(present?.evidence ?? nothing, groupId);
  const records = former.flatMap((life) => life.evidence.records.map((record) => record.place));
  return {
    topic,
    partition,
    incarnation,
    question: {
      isExact: places !== null,
      target,
      committed: offset < 0n || !isPresent ? null : offset,
      hasNote: metadata !== '' && settled === null,
      interrupted: mark === null || offset < 0n ? null : { from: mark.from },
      settledFor: mark?.target ?? settled,
      logStart: bound.logStart,
      logEnd: bound.lastStable,
      claims,
    },
    formerRecords: records.filter((record) => !isMovedAside(record)),
    formerObjects: former.reduce((sum, life) => sum + life.evidence.objects.length, 0),
    leftAlone,
    notes,
  };
}

/** Whether an offset is of the topic as it is now, as far as its ledger says; a ledger that cannot be read is no reason. */
function isOfPresentLife(
  metadata: string,
  pipeline: string,
  place: string,
  incarnation: string,
  notes: string[],
): boolean {
  try {
    const ledger = parseLedger(metadata, pipeline, place);
    if (ledger === null) return true;
    const { next, incarnation: was } = ledger;
    if (was === '' || incarnation === '' || was === incarnation) {
      notes.push(`an epoch up to ${next} was begun and not finished`);
      return true;
    }
    notes.push('its offset is of a topic of that name that was deleted');
    return false;
  } catch (thrown) {
    if (!(thrown instanceof SluiceError) || thrown.code !== 'LEDGER_UNREADABLE') throw thrown;
    notes.push(`${thrown.message}: it is given up`);
    return true;
  }
}

const aside = 'was';

/** A name for the record of a former life that the present one will never use. */
export function asideName(place: Place, lifeHash: string): Place {
  return place.replace(/\.json$/, `+${aside}${lifeHash}.json`);
}

function isMovedAside(place: Place): boolean {
  return new RegExp(`\\+${aside}[0-9a-f]+\\.json$`).test(place);
}
