import type { Epoch, EpochObject } from '../epoch.ts';

/** What the metadata of an epoch's objects says of the epoch's origin. */
export interface Origin {
  readonly pipeline: string;
  readonly groupId: string;
  readonly fingerprint: string;
  readonly incarnationOf: (topic: string) => string;
}

/** All that an object says of itself whose content was known when it was stored. */
export function metadataOf(
  origin: Origin,
  epoch: Epoch,
  entry: EpochObject,
): Readonly<Record<string, string>> {
  return {
    ...originOf(origin, epoch, entry),
    ...epochMetadataOf(origin, epoch),
    'sluice-objects': String(epoch.objects.length),
    'sluice-events': String(entry.object.events),
    'sluice-crc32': entry.object.contentCrc32,
  };
}

/** What all such objects of an epoch say alike. */
export function epochMetadataOf(
  origin: Omit<Origin, 'groupId'>,
  epoch: Epoch,
): Readonly<Record<string, string>> {
  const { next, records } = epoch.only;
  return {
    ...beginningOf(origin, epoch),
    'sluice-next': String(next),
    'sluice-records': String(records),
  };
}

/**
 * What an object says of itself that was begun while it was still growing: the rest stands in the epoch record, which
 * such an epoch always has.
 * @param id of this upload, so that its own object is known when its answer is lost
 */
export function growingMetadataOf(
  origin: Origin,
  epoch: Epoch,
  entry: EpochObject,
  id: string,
): Readonly<Record<string, string>> {
  return { ...originOf(origin, epoch, entry), 'sluice-upload': id };
}

/** Whether an object was stored while it was growing. */
export function isGrown(metadata: Readonly<Record<string, string>>): boolean {
  return metadata['sluice-upload'] !== undefined && metadata['sluice-crc32'] === undefined;
}

function originOf(
  origin: Origin,
  epoch: Epoch,
  { destination }: EpochObject,
): Readonly<Record<string, string>> {
  const { topic, partition } = epoch.only;
  return {
    ...beginningOf(origin, epoch),
    // metadata is ASCII
    'sluice-group': encodeURIComponent(origin.groupId),
    'sluice-sink': destination.sink,
    'sluice-topic': topic,
    'sluice-partition': String(partition),
  };
}

function beginningOf(
  { pipeline, fingerprint, incarnationOf }: Omit<Origin, 'groupId'>,
  { only: { topic, first } }: Epoch,
): Readonly<Record<string, string>> {
  return {
    'sluice-pipeline': pipeline,
    'sluice-fingerprint': fingerprint,
    'sluice-incarnation': incarnationOf(topic),
    'sluice-first': String(first),
  };
}
