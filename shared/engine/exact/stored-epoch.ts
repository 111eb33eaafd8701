import type { ObjectStore } from '../../sink/object-store.ts';
import type { EpochRecord } from './epoch-record.ts';
import { isGrown } from './object-metadata.ts';

/** What is looked for: an object of the epoch `[first, next)`, offsets in decimal. */
export interface SoughtObject {
  readonly key: string;
  readonly first: string;
  readonly next: string;
}

/** How an object was found: `grown` says where its epoch begins, but not where that ends. */
export type FoundAs = 'whole' | 'grown' | null;

/**
 * Whether an object of the epoch is stored, by HEAD.
 * @param stores of all sinks: the key alone does not say whose it is
 */
export async function findObject(
  { key, first, next }: SoughtObject,
  stores: readonly ObjectStore[],
  signal: AbortSignal,
): Promise<FoundAs> {
  let as: FoundAs = null;
  for (const store of stores) {
    const metadata = (await store.head(key, signal))?.metadata ?? {};
    if (metadata['sluice-next'] === next) return 'whole';
    if (isGrown(metadata) && metadata['sluice-first'] === first) as = 'grown';
  }
  return as;
}

/** Whether every object that an epoch record names is stored. */
export async function isStored(
  { first, next, objects }: EpochRecord,
  stores: readonly ObjectStore[],
  signal: AbortSignal,
): Promise<boolean> {
  for (const { key } of objects) {
    if ((await findObject({ key, first, next }, stores, signal)) === null) return false;
  }
  return true;
}
