import type { OffsetRange } from '../audit/evidence.ts';
import type { Claim, ClaimedObject } from './claims.ts';

/** All that a plan for one partition follows from. */
export interface ResetQuestion {
  /** Whether the bucket has epochs; with delivery `dense` it has none, and offsets are all there is. */
  readonly isExact: boolean;
  /** Where the operator wants to go. */
  readonly target: bigint;
  /** What the group has committed; null: nothing, or it was of a topic that is gone. */
  readonly committed: bigint | null;
  /** Whether anything stands beside that offset: a ledger, or the mark of a reset that was interrupted. */
  readonly hasNote: boolean;
  /** Set where a reset to `committed` was interrupted: where the group had been before it. */
  readonly interrupted: { readonly from: bigint | null } | null;
  /** For which target the group was put where it is by a reset, as long as nothing was consumed since. */
  readonly settledFor: bigint | null;
  /** The log holds `[logStart, logEnd)`. */
  readonly logStart: bigint;
  readonly logEnd: bigint;
  readonly claims: readonly Claim[];
}

/** What a reset of one partition comes to. */
export interface ResetPlan {
  readonly to: bigint;
  /** What is noted while the reset is under way, so that one after it knows where this one came from. */
  readonly markFrom: bigint | null;
  /** What has to go, objects and record together. */
  readonly doomed: readonly Claim[];
  /** The objects of it, each once; not those that something which stays has a claim to as well. */
  readonly objects: readonly ClaimedObject[];
  /** Ranges that nothing will cover: each gets a record that says it was on purpose. */
  readonly skips: readonly OffsetRange[];
  /** False: everything is as it should be already. */
  readonly isNeeded: boolean;
  /** For the operator: where what is done is not what was asked for, or cannot be undone. */
  readonly notes: readonly string[];
}

/**
 * What has to be done so that the group goes on at `target`, and every offset below is covered once by what stays. Pure.
 *
 * Backward: whatever begins at or behind the new offset will be made anew, perhaps with other cuts and yet under keys
 * that begin alike, so all of it goes. An epoch cannot be halved: the new offset moves down to its beginning, or, where
 * the log does not hold that any more, up to its end.
 * Forward: what nobody has stored between the old offset and the new one is skipped on purpose. An epoch that was begun
 * and not finished is no epoch: it goes.
 */
export function planReset(question: ResetQuestion): ResetPlan {
  const { claims, committed, hasNote } = question;
  const notes: string[] = [];
  if (!question.isExact) return planOffset(question, notes);
  const base = baseOf(question);
  const isUnfinished = (claim: Claim): boolean =>
    isPublished(claim) && !claim.isWhole && base !== null && claim.first >= base;
  const standing = claims.filter((claim) => isPublished(claim) && !isUnfinished(claim));
  const to = toBorder(wantedOf(question, notes), standing, question.logStart, notes);

  const doomed = claims.filter((claim) => claim.first >= to || isUnfinished(claim));
  noteLosses(doomed, question, notes);
  const staying = claims.filter((claim) => !doomed.includes(claim));
  const covering = staying.filter(
    ({ kind, next }) => (kind === 'epoch' || kind === 'skip') && next <= to,
  );
  const halved = staying.filter((claim) => claim.kind === 'skip' && claim.next > to);
  const begin = base ?? highest(covering.map(({ next }) => next)) ?? question.logStart;
  const reached = lowest([begin, to, ...halved.map(({ first }) => first)]) ?? to;
  const skips = between(reached, to, covering);
  const isThere = committed === to && !hasNote;
  return {
    to,
    markFrom: markFrom(question, to),
    doomed,
    objects: objectsOf(doomed, staying),
    skips,
    isNeeded: !isThere || doomed.length + skips.length > 0,
    notes,
  };
}

function planOffset(question: ResetQuestion, notes: string[]): ResetPlan {
  const { committed, hasNote } = question;
  const to = wantedOf(question, notes);
  if (committed !== null && to < committed) {
    notes.push(
      'nothing in the bucket belongs to one partition: what is read again is stored twice',
    );
  }
  const isNeeded = committed !== to || hasNote;
  return { to, markFrom: committed, doomed: [], objects: [], skips: [], isNeeded, notes };
}

/** Of an interrupted reset, it stays known that it had come from further on, unless this one goes on from its offset. */
function markFrom(question: ResetQuestion, to: bigint): bigint | null {
  const { committed, interrupted } = question;
  if (interrupted === null || committed === null) return committed;
  return to > committed ? baseOf(question) : interrupted.from;
}

function objectsOf(doomed: readonly Claim[], staying: readonly Claim[]): readonly ClaimedObject[] {
  const needed = new Set(staying.flatMap(({ objects }) => objects.map(({ place }) => place)));
  const going = new Map<string, ClaimedObject>();
  for (const { objects } of doomed) {
    for (const object of objects) if (!needed.has(object.place)) going.set(object.place, object);
  }
  return [...going.values()];
}

/** Up to where the group had got; of an interrupted reset, the lower of where it came from and where it was going. */
function baseOf({ committed, interrupted }: ResetQuestion): bigint | null {
  if (interrupted === null || committed === null) return committed;
  return interrupted.from === null ? null : lowest([interrupted.from, committed]);
}

function wantedOf(question: ResetQuestion, notes: string[]): bigint {
  const { target, committed, interrupted, settledFor, logStart, logEnd } = question;
  // an offset within an epoch was moved down: asked again, it must not be taken for one to skip to
  if (committed !== null && settledFor === target && committed >= logStart) return committed;
  const wanted = target < logStart ? logStart : target > logEnd ? logEnd : target;
  if (wanted !== target) {
    notes.push(`offset ${target} is not in the log, which holds ${logStart} to ${logEnd}`);
  }
  if (interrupted === null || committed === null) return wanted;
  // what lies behind its offset may be deleted already: going further would lose it
  const wasBackward = interrupted.from === null || interrupted.from > committed;
  if (!wasBackward || wanted <= committed || committed < logStart) return wanted;
  notes.push(
    `a reset that was interrupted has begun to delete from ${committed} on, so that is as far as this one goes`,
  );
  return committed;
}

function toBorder(
  wanted: bigint,
  standing: readonly Claim[],
  logStart: bigint,
  notes: string[],
): bigint {
  const down = settle(wanted, standing, ({ first }) => first);
  if (down === wanted) return wanted;
  if (down >= logStart) {
    notes.push(`offset ${wanted} lies within an epoch that begins at ${down}: moved down to it`);
    return down;
  }
  const up = settle(wanted, standing, ({ next }) => next);
  notes.push(
    `offset ${wanted} lies within an epoch whose beginning the log does not hold any more: moved up to its end, ${up}`,
  );
  return up;
}

/** Leaves every range that holds the offset, to the same side each time, until none holds it. */
function settle(
  offset: bigint,
  ranges: readonly OffsetRange[],
  side: (range: OffsetRange) => bigint,
): bigint {
  for (let at = offset; ;) {
    const holds = ranges.find(({ first, next }) => first < at && at < next);
    if (holds === undefined) return at;
    at = side(holds);
  }
}

function isPublished({ kind }: Claim): boolean {
  return kind === 'epoch' || kind === 'remnant';
}

function noteLosses(
  doomed: readonly Claim[],
  { logStart, logEnd }: ResetQuestion,
  notes: string[],
): void {
  const stored = doomed.filter(({ objects }) => objects.length > 0);
  const first = lowest(stored.map((claim) => claim.first));
  const next = highest(stored.map((claim) => claim.next));
  if (first === null || next === null || (first >= logStart && next <= logEnd)) return;
  notes.push(
    `objects of the offsets ${first} to ${next} go, and the log holds ${logStart} to ${logEnd} only: the rest cannot be read again`,
  );
}

/** The parts of `[from, to)` that no range covers. */
function between(from: bigint, to: bigint, ranges: readonly OffsetRange[]): readonly OffsetRange[] {
  const gaps: OffsetRange[] = [];
  let reached = from;
  for (const { first, next } of ranges.toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
    if (first > reached) gaps.push({ first: reached, next: first });
    if (next > reached) reached = next;
  }
  if (reached < to) gaps.push({ first: reached, next: to });
  return gaps;
}

function lowest(offsets: readonly bigint[]): bigint | null {
  return offsets.reduce<bigint | null>(
    (low, each) => (low === null || each < low ? each : low),
    null,
  );
}

function highest(offsets: readonly bigint[]): bigint | null {
  return offsets.reduce<bigint | null>(
    (high, each) => (high === null || each > high ? each : high),
    null,
  );
}
