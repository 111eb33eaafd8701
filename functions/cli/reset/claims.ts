import { skippedFingerprint } from '../../../shared/engine/exact/epoch-record.ts';
import { checkEpoch } from '../audit/check-epoch.ts';
import { claimedEpochs } from '../audit/claimed-epochs.ts';
import type { Evidence, FoundObject, OffsetRange, Place } from '../audit/evidence.ts';

/** An object that goes with its claim. */
export interface ClaimedObject {
  readonly place: Place;
  readonly byteLength: number;
  readonly deadLetter: boolean;
  /** An epoch record of the group names it, or it names the group itself: older objects do neither. */
  readonly isSurelyOurs: boolean;
}

/**
 * A range of offsets that something in the bucket stands for:
 * `epoch` published; `skip` given up by a reset before; `remnant` objects that belong to no epoch, though they say of
 * themselves which they were made for; `aside` what counts by where it begins alone: what `sluice replay` stored, and
 * epoch records that cannot be read.
 */
export interface Claim extends OffsetRange {
  readonly kind: 'epoch' | 'skip' | 'remnant' | 'aside';
  /** All its objects are there and say what it says. */
  readonly isWhole: boolean;
  /** Null where it has none. */
  readonly recordPlace: Place | null;
  /** Those that are there. */
  readonly objects: readonly ClaimedObject[];
}

/** What of the evidence is ours to move, by range. */
export interface Claims {
  readonly claims: readonly Claim[];
  /** Objects under our naming that do not say that they are ours: nobody touches them. */
  readonly leftAlone: readonly Place[];
}

/** Sorts what was found of a partition, in one life of its topic, into ranges that stay or go as a whole. */
export function claimsOf(evidence: Evidence, groupId: string): Claims {
  const found = new Map(evidence.objects.map((object) => [object.place, object]));
  const recordPlaces = new Set(evidence.records.map(({ place }) => place));
  const named = new Set(evidence.records.flatMap(({ objectPlaces }) => objectPlaces));
  const claimed = (object: FoundObject): ClaimedObject => ({
    place: object.place,
    byteLength: object.byteLength,
    deadLetter: object.deadLetter,
    isSurelyOurs: named.has(object.place) || object.claim?.groupId === groupId,
  });
  const { epochs, orphans } = claimedEpochs(evidence);
  const claims = epochs.map((epoch): Claim => {
    const { first, next, place, fingerprint } = epoch;
    return {
      kind: fingerprint === skippedFingerprint ? 'skip' : 'epoch',
      first,
      next,
      isWhole: checkEpoch(epoch, found).length === 0,
      recordPlace: recordPlaces.has(place) ? place : null,
      objects: epoch.objects.flatMap((each) => {
        const object = found.get(each.place);
        return object === undefined ? [] : [claimed(object)];
      }),
    };
  });
  const leftAlone: Place[] = [];
  for (const { place } of orphans) {
    const object = found.get(place);
    const claim = object?.claim ?? null;
    if (object === undefined || claim === null || object.named?.first !== claim.first) {
      leftAlone.push(place);
      continue;
    }
    const { first } = claim;
    // where the epoch of a grown object ends, only its record said
    const next = 'grown' in claim ? first + 1n : claim.next;
    claims.push({
      kind: 'remnant',
      first,
      next,
      isWhole: false,
      recordPlace: null,
      objects: [claimed(object)],
    });
  }
  for (const { place, byteLength, first } of evidence.replayed) {
    const object = { place, byteLength, deadLetter: false, isSurelyOurs: true };
    claims.push({
      kind: 'aside',
      first,
      next: first + 1n,
      isWhole: true,
      recordPlace: null,
      objects: [object],
    });
  }
  for (const { place } of evidence.damaged) {
    const name = /\/(\d{20})(?:\+[a-z0-9]+)*\.json$/.exec(place)?.[1];
    if (name === undefined) leftAlone.push(place);
    else {
      const first = BigInt(name);
      const range = { first, next: first + 1n };
      claims.push({ kind: 'aside', ...range, isWhole: true, recordPlace: place, objects: [] });
    }
  }
  return { claims, leftAlone };
}
