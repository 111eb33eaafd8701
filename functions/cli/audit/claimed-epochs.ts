import type {
  ClaimedEpoch,
  Evidence,
  FoundObject,
  FoundRecord,
  GrownClaim,
  ObjectClaim,
} from './evidence.ts';

/** The epochs that the evidence tells of, and the objects that belong to none. */
export interface Claims {
  readonly epochs: readonly ClaimedEpoch[];
  readonly orphans: readonly { readonly place: string; readonly reason: string }[];
}

type Claimed = FoundObject & { readonly claim: ObjectClaim };

/**
 * Puts epochs together: from their records, and, where an epoch has none, from the metadata of its objects. One object
 * that says it is the only one is an epoch; so are several that say how many there are, if so many are there: then only
 * the record was lost.
 */
export function claimedEpochs({ records, objects }: Evidence): Claims {
  const epochs = records.map(epochOfRecord);
  const named = new Set(records.flatMap(({ objectPlaces }) => objectPlaces));
  const orphans: { place: string; reason: string }[] = [];
  const byEpoch = new Map<string, Claimed[]>();
  for (const object of objects) {
    if (named.has(object.place)) continue;
    const { place, claim } = object;
    if (claim === null) {
      orphans.push({ place, reason: 'it has no metadata of Sluice' });
    } else if (!liesWhereItSays(object, claim)) {
      orphans.push({
        place,
        reason: `its metadata says partition ${claim.partition}, offset ${claim.first}, its key another: a copy`,
      });
    } else if ('grown' in claim) {
      const reason = `it was stored in parts, and no epoch record names it: the record of the epoch at ${claim.first} is gone`;
      orphans.push({ place, reason });
    } else if (claim.objects === 1) {
      epochs.push(epochOfObjects([{ ...object, claim }]));
    } else {
      const id = [claim.first, claim.next, claim.fingerprint, claim.incarnation].join(' ');
      const together = byEpoch.get(id) ?? [];
      byEpoch.set(id, together);
      together.push({ ...object, claim });
    }
  }
  for (const together of byEpoch.values()) {
    const [{ claim } = { claim: null }] = together;
    if (claim === null) continue;
    if (claim.objects === together.length) epochs.push(epochOfObjects(together));
    else for (const { place } of together) orphans.push({ place, reason: orphanReason(claim) });
  }
  return { epochs, orphans };
}

function orphanReason({ first, next, objects }: ObjectClaim): string {
  return `no epoch record names it, and not all ${objects} objects of its epoch [${first}, ${next}) are there`;
}

function liesWhereItSays(
  { named }: FoundObject,
  { partition, first }: ObjectClaim | GrownClaim,
): boolean {
  return named !== null && named.partition === partition && named.first === first;
}

function epochOfRecord({ place, record, objectPlaces }: FoundRecord): ClaimedEpoch {
  const { incarnation, fingerprint, records } = record;
  return {
    place,
    incarnation,
    fingerprint,
    first: BigInt(record.first),
    next: BigInt(record.next),
    records,
    dropped: sum(Object.values(record.dropped)),
    objects: record.objects.map(({ events, crc32 }, index) => ({
      place: objectPlaces[index] ?? '',
      events,
      crc32,
    })),
  };
}

/** Their metadata does not say what was dropped, so it is what is left of the records. */
function epochOfObjects(together: readonly Claimed[]): ClaimedEpoch {
  const [{ place, claim }] = together as readonly [Claimed];
  const { first, next, incarnation, fingerprint, records } = claim;
  const objects = together.map((object) => ({
    place: object.place,
    events: object.claim.events,
    crc32: object.claim.crc32,
  }));
  const events = sum(objects.map((object) => object.events));
  const dropped = Math.max(0, records - events);
  return { place, first, next, incarnation, fingerprint, records, dropped, objects };
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
