import { isGrown } from '../../../shared/engine/exact/object-metadata.ts';
import type { FoundObject, GrownClaim, ObjectClaim, ReplayedObject } from './evidence.ts';

const digits = /^\d{1,19}$/;
const checksum = /^[0-9a-f]{8}$/;
const name =
  /([a-zA-Z0-9._-]{1,249})\+(\d{1,10})\+(\d{20})(?:\+[a-z0-9]{1,16}){0,2}(?:\.[a-zA-Z0-9.]{1,16})?$/;

/** What a key says where it is under our naming; the topic's beginning may belong to the prefix. */
export function nameOf(
  key: string,
): (NonNullable<FoundObject['named']> & { topic: string }) | null {
  const [, topic, partition, first] = name.exec(key) ?? [];
  if (topic === undefined || partition === undefined || first === undefined) return null;
  return { topic, partition: Number(partition), first: BigInt(first) };
}

/** What the metadata says of an object that `sluice replay` stored; null for any other. */
export function replayOf(
  metadata: Readonly<Record<string, string>>,
): (Omit<ReplayedObject, 'place' | 'byteLength'> & OwnerClaim) | null {
  const {
    'sluice-replay': replay,
    'sluice-topic': topic,
    'sluice-pipeline': pipeline,
    'sluice-replay-first': first,
  } = metadata;
  const partition = countOf(metadata['sluice-partition']);
  const events = countOf(metadata['sluice-events']);
  if (replay === undefined || pipeline === undefined || topic === undefined) return null;
  if (partition === undefined || events === undefined) return null;
  if (first === undefined || !digits.test(first)) return null;
  const groupId = groupOf(metadata);
  return { pipeline, groupId, topic, partition, events, first: BigInt(first) };
}

type OwnerClaim = Pick<ObjectClaim, 'pipeline' | 'groupId' | 'topic' | 'partition'>;

/** Whose group an object is of, where it says so. */
export function groupOf(metadata: Readonly<Record<string, string>>): string | null {
  const encoded = metadata['sluice-group'];
  if (encoded === undefined) return null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}

/** What an object's metadata says; null where it is not all there or is no metadata of Sluice. */
export function claimOf(
  metadata: Readonly<Record<string, string>>,
): ObjectClaim | GrownClaim | null {
  const {
    'sluice-pipeline': pipeline,
    'sluice-fingerprint': fingerprint,
    'sluice-incarnation': incarnation = '',
    'sluice-topic': topic,
    'sluice-crc32': crc32,
  } = metadata;
  const [first, next] = [metadata['sluice-first'], metadata['sluice-next']];
  const counts = ['partition', 'records', 'objects', 'events'].map((each) =>
    countOf(metadata[`sluice-${each}`]),
  );
  const [partition, records, objects, events] = counts;
  if (pipeline === undefined || fingerprint === undefined || topic === undefined) return null;
  if (first === undefined || !digits.test(first)) return null;
  if (isGrown(metadata) && partition !== undefined) {
    const at = { topic, partition, first: BigInt(first) };
    return { ...at, pipeline, groupId: groupOf(metadata), incarnation, fingerprint, grown: true };
  }
  if (next === undefined || !digits.test(next)) {
    return null;
  }
  if (crc32 === undefined || !checksum.test(crc32) || BigInt(next) <= BigInt(first)) return null;
  if (partition === undefined || records === undefined) return null;
  if (objects === undefined || events === undefined) return null;
  return {
    pipeline,
    groupId: groupOf(metadata),
    fingerprint,
    incarnation,
    topic,
    partition,
    first: BigInt(first),
    next: BigInt(next),
    records,
    objects,
    events,
    crc32,
  };
}

function countOf(text: string | undefined): number | undefined {
  return text !== undefined && digits.test(text) ? Number(text) : undefined;
}
