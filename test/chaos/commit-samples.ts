import { setTimeout as sleep } from 'node:timers/promises';
import type { TestBucket } from '../support/bucket.ts';
import type { CommittedOffsets } from './committed.ts';

/** What was committed at several moments of a round, and which objects were in the bucket then. */
export interface CommitSamples {
  /** Offsets by partition, null where nothing was committed; oldest first. */
  readonly samples: readonly (readonly (bigint | null)[])[];
  /** The number of the first sample at which the object was there; undefined for one that came later. */
  readonly seenAt: ReadonlyMap<string, number>;
  /** Waits for the sample that is being taken. */
  readonly stop: () => Promise<void>;
}

const everyMs = 700;

/** Begins to sample. The bucket is listed after the offsets are known: an object that comes between is no fault. */
export function sampleCommits(committed: CommittedOffsets, bucket: TestBucket): CommitSamples {
  const samples: (bigint | null)[][] = [];
  const seenAt = new Map<string, number>();
  const stopping = new AbortController();
  const take = async (): Promise<void> => {
    const offsets = await committed.read();
    const keys = await bucket.list();
    const number = samples.push(offsets) - 1;
    for (const key of keys) if (!seenAt.has(key)) seenAt.set(key, number);
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      // a broker that is away has nothing to say
      await take().catch(() => undefined);
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    samples,
    seenAt,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
