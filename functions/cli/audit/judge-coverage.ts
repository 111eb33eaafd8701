import { checkEpoch } from './check-epoch.ts';
import { skippedFingerprint } from '../../../shared/engine/exact/epoch-record.ts';
import { claimedEpochs, sum } from './claimed-epochs.ts';
import type { ClaimedEpoch, Evidence, OffsetRange, Place } from './evidence.ts';

/** Something that must not be: each makes the audit fail. */
export type Fault =
  | (OffsetRange & { readonly kind: 'gap' })
  | (OffsetRange & { readonly kind: 'overlap'; readonly places: readonly [Place, Place] })
  | (OffsetRange & { readonly kind: 'missing'; readonly place: Place })
  | (OffsetRange & { readonly kind: 'damaged'; readonly place: Place; readonly reason: string })
  | { readonly kind: 'unreadable'; readonly place: Place; readonly reason: string };

/** What is known from elsewhere; without it only what lies between epochs can be judged. */
export interface Expectation {
  /** Where coverage has to begin; null: wherever it does. */
  readonly begin: bigint | null;
  /**
   * The committed offset, read before the bucket was: what lies below it has to be there; what lies at or behind it may
   * be half done.
   */
  readonly committed: bigint | null;
  /** Where the epoch in the group's ledger ends, which begins at the committed offset. */
  readonly ledgerNext: bigint | null;
}

/** What is covered of one partition, in one life of its topic. */
export interface Coverage {
  /** Epochs that are whole, joined where they touch. */
  readonly covered: readonly OffsetRange[];
  /** Begun and not yet finished, as may be. */
  readonly unfinished: readonly OffsetRange[];
  readonly epochs: number;
  readonly objects: number;
  readonly records: number;
  readonly events: number;
  readonly deadLetters: number;
  readonly dropped: number;
  /** Given up on purpose, by `sluice reset`. */
  readonly skipped: readonly OffsetRange[];
  /** What `sluice replay` stored: of no epoch, and counted nowhere else. */
  readonly replayed: { readonly objects: number; readonly events: number };
  /** Offsets within epochs that hold no record: control batches, compaction, aborted transactions. */
  readonly offsetGaps: bigint;
  readonly faults: readonly Fault[];
  /** Objects under our naming that belong to no epoch: events that a query may see twice. */
  readonly orphans: readonly { readonly place: Place; readonly reason: string }[];
}

/**
 * What the evidence proves of one partition in one life of its topic. Pure.
 *
 * An epoch that was done again by changed rules claims the same range under another fingerprint, one that was compacted
 * in between with another count of records: one of them has to be whole, and what the other left behind belongs to no
 * epoch.
 */
export function judgeCoverage(
  evidence: Evidence,
  { begin, committed, ledgerNext }: Expectation,
): Coverage {
  const found = new Map(evidence.objects.map((object) => [object.place, object]));
  const claims = claimedEpochs(evidence);
  const orphans = [...claims.orphans];
  const faults: Fault[] = evidence.damaged.map((each) => ({ kind: 'unreadable', ...each }));
  const unfinished = new Map<bigint, OffsetRange>();
  if (committed !== null && ledgerNext !== null) {
    unfinished.set(committed, { first: committed, next: ledgerNext });
  }
  const standing: ClaimedEpoch[] = [];
  const whole: ClaimedEpoch[] = [];
  for (const rivals of byRange(claims.epochs)) {
    const judged = rivals.map((epoch) => ({ epoch, wrong: checkEpoch(epoch, found) }));
    const flawless = judged.filter(({ wrong }) => wrong.length === 0);
    const [best = judged[0]] = flawless.toSorted((a, b) => b.epoch.records - a.epoch.records);
    if (best === undefined) continue;
    const { epoch, wrong } = best;
    const { first, next } = epoch;
    for (const other of judged) {
      if (other === best) continue;
      const reason = whyDoneAgain(other.epoch, epoch);
      if (reason === null) standing.push(other.epoch);
      else orphans.push(...leftBehind(other.epoch, reason, found));
    }
    const mayBeHalfDone = committed !== null && first >= committed;
    if (mayBeHalfDone && wrong.length > 0 && wrong.every(({ kind }) => kind === 'missing')) {
      unfinished.set(first, { first, next });
      continue;
    }
    standing.push(epoch);
    faults.push(...wrong);
    if (wrong.length === 0) whole.push(epoch);
  }
  faults.push(...betweenEpochs(standing.toSorted(inOrder), begin, committed));
  const skipped = whole.filter(({ fingerprint }) => fingerprint === skippedFingerprint);
  const stored = whole.flatMap(({ objects }) => objects);
  const letters = stored.filter(({ place }) => found.get(place)?.deadLetter === true);
  const deadLetters = sum(letters.map(({ events }) => events));
  const given = sum(skipped.map((epoch) => epoch.records));
  const records = sum(whole.map((epoch) => epoch.records)) - given;
  const offsets = whole.reduce((total, { first, next }) => total + next - first, 0n);
  return {
    covered: joined(whole),
    unfinished: [...unfinished.values()],
    epochs: whole.length,
    objects: stored.length,
    records,
    events: sum(stored.map(({ events }) => events)) - deadLetters,
    deadLetters,
    dropped: sum(whole.map(({ dropped }) => dropped)) - given,
    skipped: joined(skipped),
    replayed: {
      objects: evidence.replayed.length,
      events: sum(evidence.replayed.map((each) => each.events)),
    },
    offsetGaps: offsets - BigInt(records + given),
    faults,
    orphans,
  };
}

/** Claims of one and the same range together, in the order of the offsets. */
function byRange(epochs: readonly ClaimedEpoch[]): readonly (readonly ClaimedEpoch[])[] {
  const groups = Map.groupBy(epochs.toSorted(inOrder), ({ first, next }) => `${first} ${next}`);
  return [...groups.values()];
}

function inOrder(a: ClaimedEpoch, b: ClaimedEpoch): number {
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  if (a.next !== b.next) return a.next < b.next ? -1 : 1;
  return a.place < b.place ? -1 : Number(a.place > b.place);
}

/** How what proves an epoch is named that was done again after it had been compacted: with the count of what was left. */
const ofCompacted = /\+(?:[0-9a-f]{12})?c\d{1,15}(?:\.[a-zA-Z0-9.]{1,16})?$/;

/** Null where two claims of one range are not one epoch that was done again. */
function whyDoneAgain(left: ClaimedEpoch, standing: ClaimedEpoch): string | null {
  if (left.fingerprint !== standing.fingerprint) {
    return 'its epoch was done again by the rules of a changed pipeline';
  }
  if (![left, standing].some(({ place }) => ofCompacted.test(place))) return null;
  return 'its epoch was done again after records of it had been compacted away';
}

function leftBehind(
  { objects }: ClaimedEpoch,
  reason: string,
  found: ReadonlyMap<string, unknown>,
): { place: Place; reason: string }[] {
  return objects.filter(({ place }) => found.has(place)).map(({ place }) => ({ place, reason }));
}

/** @param epochs by first offset */
function betweenEpochs(
  epochs: readonly ClaimedEpoch[],
  begin: bigint | null,
  committed: bigint | null,
): Fault[] {
  const faults: Fault[] = [];
  let reached = begin;
  let furthest: ClaimedEpoch | null = null;
  for (const epoch of epochs) {
    const { first, next } = epoch;
    if (reached !== null && first > reached)
      faults.push({ kind: 'gap', first: reached, next: first });
    if (furthest !== null && first < furthest.next) {
      const end = next < furthest.next ? next : furthest.next;
      faults.push({ kind: 'overlap', first, next: end, places: [furthest.place, epoch.place] });
    }
    if (furthest === null || next > furthest.next) furthest = epoch;
    if (reached === null || next > reached) reached = next;
  }
  if (reached !== null && committed !== null && reached < committed) {
    faults.push({ kind: 'gap', first: reached, next: committed });
  }
  return faults;
}

/** @param epochs by first offset */
function joined(epochs: readonly OffsetRange[]): readonly OffsetRange[] {
  const ranges: OffsetRange[] = [];
  for (const { first, next } of epochs) {
    const last = ranges.at(-1);
    if (last === undefined || first > last.next) ranges.push({ first, next });
    else if (next > last.next) ranges[ranges.length - 1] = { first: last.first, next };
  }
  return ranges;
}
