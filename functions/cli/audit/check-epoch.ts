import { sum } from './claimed-epochs.ts';
import type { ClaimedEpoch, FoundObject } from './evidence.ts';
import type { Fault } from './judge-coverage.ts';

/**
 * Whether an epoch holds what it claims: its objects are there, say the same of themselves, and (where they were read)
 * hold it; and its records are all accounted for.
 * @returns nothing where all is well
 */
export function checkEpoch(
  epoch: ClaimedEpoch,
  found: ReadonlyMap<string, FoundObject>,
): readonly Fault[] {
  const { first, next, place } = epoch;
  const faults: Fault[] = [];
  const damaged = (at: string, reason: string): void => {
    faults.push({ kind: 'damaged', first, next, place: at, reason });
  };
  for (const expected of epoch.objects) {
    const object = found.get(expected.place);
    if (object === undefined) {
      faults.push({ kind: 'missing', first, next, place: expected.place });
      continue;
    }
    const difference = differenceOf(epoch, expected, object);
    if (difference !== null) damaged(expected.place, difference);
  }
  if (BigInt(epoch.records) > next - first) {
    damaged(place, `${epoch.records} records cannot lie in ${next - first} offsets`);
  }
  // with several sinks, or a record that gives several events, there are more; never fewer
  const accounted = sum(epoch.objects.map(({ events }) => events)) + epoch.dropped;
  if (accounted < epoch.records) {
    damaged(
      place,
      `of ${epoch.records} records only ${accounted} are stored or dropped on purpose`,
    );
  }
  return faults;
}

/** All that is known of an object when it begins to be stored while it grows. */
const ofGrown = ['first', 'incarnation', 'fingerprint'] as const;

function differenceOf(
  epoch: ClaimedEpoch,
  expected: ClaimedEpoch['objects'][number],
  { claim, content }: FoundObject,
): string | null {
  if (claim === null) return 'it has no metadata of Sluice';
  const ours = {
    first: epoch.first,
    next: epoch.next,
    incarnation: epoch.incarnation,
    fingerprint: epoch.fingerprint,
    records: epoch.records,
    objects: epoch.objects.length,
    events: expected.events,
    crc32: expected.crc32,
  };
  const theirs: Partial<typeof ours> = claim;
  for (const name of 'grown' in claim ? ofGrown : (Object.keys(ours) as (keyof typeof ours)[])) {
    if (theirs[name] !== ours[name]) {
      return `its metadata says ${name} ${theirs[name]}, the epoch says ${ours[name]}`;
    }
  }
  if (content === null) return null;
  if (content.fault !== null) return content.fault;
  if (content.crc32 !== null && content.crc32 !== expected.crc32) {
    return `its content has CRC32 ${content.crc32}, not ${expected.crc32}`;
  }
  if (content.events === null || content.events === expected.events) return null;
  return `it holds ${content.events} events, not ${expected.events}`;
}
