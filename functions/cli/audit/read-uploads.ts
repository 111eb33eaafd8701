import { SluiceError } from '../../../shared/errors.ts';
import type { Place } from './evidence.ts';
import { nameOf } from './object-claim.ts';
import type { SourcePlaces } from './places.ts';

/** Parts of an object that is not complete: a consumer is at it, or was killed. */
export interface OpenUpload {
  readonly place: Place;
  readonly startedAt: Date | null;
}

/**
 * The uploads under our naming that nobody has ended. They hold nothing that is not in Kafka, but their parts cost.
 * @returns null where it may not be asked: that is a right of its own, and no proof needs it
 * @throws {SluiceError} STORE_*
 */
export async function readUploads(
  { folders }: Pick<SourcePlaces, 'folders'>,
  wants: (topic: string) => boolean,
  signal: AbortSignal,
): Promise<readonly OpenUpload[] | null> {
  const uploads = new Map<string, OpenUpload>();
  try {
    for (const { bucket, prefix } of folders) {
      let number = 0;
      for await (const { key, startedAt } of bucket.store.listUploads(prefix, signal)) {
        const named = nameOf(key);
        if (named === null || !wants(named.topic)) continue;
        const place = `${bucket.place}/${key}`;
        // folders may overlap, and a key may have several
        uploads.set(`${place} ${startedAt?.getTime() ?? number++}`, { place, startedAt });
      }
    }
  } catch (error) {
    if (error instanceof SluiceError && error.code === 'STORE_ACCESS_DENIED') return null;
    throw error;
  }
  return [...uploads.values()];
}
