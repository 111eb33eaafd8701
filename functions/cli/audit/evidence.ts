import type { EpochRecord } from '../../../shared/engine/exact/epoch-record.ts';
import type { TopicPartition } from '../../../shared/record.ts';

/** Where something lies: an address that is unique within the audit, `s3://bucket/key` as a rule. */
export type Place = string;

/** What the metadata of an object says of it and its epoch. */
export interface ObjectClaim extends TopicPartition {
  readonly pipeline: string;
  /** Null: stored before objects said so. */
  readonly groupId: string | null;
  readonly incarnation: string;
  readonly fingerprint: string;
  readonly first: bigint;
  readonly next: bigint;
  /** Records of the epoch, not of the object. */
  readonly records: number;
  /** Objects of the epoch. */
  readonly objects: number;
  readonly events: number;
  readonly crc32: string;
}

/**
 * What an object says that was stored while it grew: whose it is and where its epoch begins. What is in it, the record of
 * its epoch says.
 */
export type GrownClaim = Pick<
  ObjectClaim,
  'topic' | 'partition' | 'pipeline' | 'groupId' | 'incarnation' | 'fingerprint' | 'first'
> & { readonly grown: true };

/** What an object really holds: known only where it was read. */
export interface ObjectContent {
  /** Null where the codec does not tell them apart. */
  readonly events: number | null;
  /** Null where it is not of the bytes that are stored. */
  readonly crc32: string | null;
  /** Set where it cannot be unpacked; what was read is no proof then. */
  readonly fault: string | null;
}

/** An object that is there. */
export interface FoundObject {
  readonly place: Place;
  readonly byteLength: number;
  readonly deadLetter: boolean;
  /** As its key says; null where it is not under our naming. */
  readonly named: { readonly partition: number; readonly first: bigint } | null;
  /** Null where its metadata is not Sluice's, or not whole. */
  readonly claim: ObjectClaim | GrownClaim | null;
  /** Null where it was not read. */
  readonly content: ObjectContent | null;
}

/** An object that `sluice replay` stored: of no epoch, and on purpose. */
export interface ReplayedObject {
  readonly place: Place;
  readonly byteLength: number;
  readonly events: number;
  /** The lowest offset in it. */
  readonly first: bigint;
}

/** An epoch record that is there and can be read. */
export interface FoundRecord {
  readonly place: Place;
  readonly record: EpochRecord;
  /** Where each of its objects lies, in its order. */
  readonly objectPlaces: readonly Place[];
}

/** All that was found of one partition in one life of its topic. */
export interface Evidence {
  readonly records: readonly FoundRecord[];
  readonly objects: readonly FoundObject[];
  /** Epoch records that are there and cannot be read. */
  readonly damaged: readonly { readonly place: Place; readonly reason: string }[];
  readonly replayed: readonly ReplayedObject[];
}

/** Offsets `[first, next)`. */
export interface OffsetRange {
  readonly first: bigint;
  readonly next: bigint;
}

/** An object that an epoch must have. */
interface ExpectedObject {
  readonly place: Place;
  readonly events: number;
  readonly crc32: string;
}

/** An epoch as whatever proves it tells it: its record, or the metadata of all its objects. */
export interface ClaimedEpoch extends OffsetRange {
  readonly place: Place;
  readonly incarnation: string;
  readonly fingerprint: string;
  readonly records: number;
  readonly dropped: number;
  readonly objects: readonly ExpectedObject[];
}
