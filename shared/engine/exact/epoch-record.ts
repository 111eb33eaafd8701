import type { TopicPartition } from '../../record.ts';

/**
 * What an epoch consists of, stored beside its objects before them, so that anybody can prove from the bucket alone
 * that every record is there: which objects, with how many events and which content, and what was left out on purpose.
 * An epoch of exactly one object has none, unless that object was stored while it grew: its own metadata says the same.
 */
export interface EpochRecord {
  readonly version: 1;
  readonly pipeline: string;
  readonly topic: string;
  readonly partition: number;
  readonly incarnation: string;
  readonly first: string;
  readonly next: string;
  readonly fingerprint: string;
  readonly openedAt: string;
  /** Records that were there; the rest of `next - first` are gaps in the offsets. */
  readonly records: number;
  readonly objects: readonly RecordedObject[];
  /** Records that left no event, by component and reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

export interface RecordedObject {
  readonly sink: string;
  readonly key: string;
  readonly deadLetter: boolean;
  readonly events: number;
  readonly rawBytes: number;
  /** CRC32 of the content before compression, 8 hexadecimal digits. */
  readonly crc32: string;
}

/** In place of a fingerprint: the range was given up on purpose by `sluice reset`, at `openedAt`. */
export const skippedFingerprint = 'reset';

/** Whose epoch it is: another group reads the same topic for itself, and cuts it elsewhere. */
export interface EpochOwner {
  readonly pipeline: string;
  readonly groupId: string;
}

/** Where the record of an epoch lies, in the bucket of its first sink: the group's id percent-encoded. */
export function epochRecordKey(
  { pipeline, groupId }: EpochOwner,
  { topic, partition }: TopicPartition,
  first: bigint,
  variant: string | null,
): string {
  const name = String(first).padStart(20, '0') + (variant === null ? '' : `+${variant}`);
  return `_sluice/${pipeline}/${encodeURIComponent(groupId)}/${topic}/${partition}/${name}.json`;
}

/** How the record that lies under our key differs from ours. */
export type RecordDifference =
  /** Of the same epoch, read when the log held more of it, or less: compaction takes records away. */
  | { readonly of: 'records'; readonly theirs: EpochRecord }
  /** Not of the same epoch, or not the same of the same records. */
  | { readonly of: 'epoch'; readonly reason: string };

/**
 * What tells two records of the same place apart: the range, the topic's life, the rules, and each object's content.
 * Null where they agree.
 */
export function differenceOf(ours: EpochRecord, theirs: unknown): RecordDifference | null {
  const differs = (reason: string): RecordDifference => ({ of: 'epoch', reason });
  if (typeof theirs !== 'object' || theirs === null) return differs('it is no epoch record');
  const other = theirs as Partial<EpochRecord>;
  for (const name of ['pipeline', 'incarnation', 'first', 'next', 'fingerprint'] as const) {
    if (other[name] === ours[name]) continue;
    return differs(`${name} is ${String(other[name])}, not ${ours[name]}`);
  }
  if (!Array.isArray(other.objects) || typeof other.records !== 'number') {
    return differs('it is damaged');
  }
  if (other.records !== ours.records) return { of: 'records', theirs: other as EpochRecord };
  const found = JSON.stringify(other.objects.map(contentOf));
  if (found === JSON.stringify(ours.objects.map(contentOf))) return null;
  return differs('its objects are others');
}

function contentOf({ sink, key, events, crc32 }: RecordedObject): readonly unknown[] {
  return [sink, key, events, crc32];
}
