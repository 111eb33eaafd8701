import { toSluiceError } from '../../../../shared/errors.ts';
import { partitionKey } from '../../../../shared/record.ts';
import { backoffMs, waitFor } from '../../../../shared/backoff.ts';
import type { CommitOutcome, CommitResult, OffsetToCommit } from '../port.ts';
import type { GroupRequests } from './group-requests.ts';
import type { Holding } from './holding.ts';

export interface CommitOptions {
  readonly requests: Pick<GroupRequests, 'prepareCommit' | 'commit' | 'findCoordinator'>;
  /** How long a commit goes on trying after answers that promise nothing. */
  readonly deadlineMs: number;
  /** Aborted when the client is closed. */
  readonly signal: AbortSignal;
}

/** The generation is over for this member: this commit will never be taken. */
const fencing: ReadonlySet<string> = new Set([
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'FENCED_INSTANCE_ID',
  'REBALANCE_IN_PROGRESS',
]);

/**
 * The coordinator could not say yes. The first has certainly not been written; the others also answer writes that were
 * begun and may yet appear (too few replicas in time, a coordinator that moves in the middle).
 */
const undecided: ReadonlySet<string> = new Set([
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
  'REQUEST_TIMED_OUT',
]);

/** The outcome where there is nothing to commit under. */
export function allFenced(offsets: readonly OffsetToCommit[], reason: string): CommitResult[] {
  return offsets.map(({ topic, partition }) => ({
    topic,
    partition,
    outcome: 'fenced',
    reason,
    retryable: false,
  }));
}

interface Open {
  readonly offset: OffsetToCommit;
  readonly index: number;
  /** An earlier try may have been written. */
  doubtful: boolean;
}

/**
 * Commits under one generation and no other. A try whose answer came may be repeated, because nothing of it is under
 * way any more and it would write the same; after a lost answer nothing is repeated, because the old request could
 * still be taken later, over a newer one. Never throws.
 */
export async function commitOffsets(
  holding: Holding,
  offsets: readonly OffsetToCommit[],
  options: CommitOptions,
): Promise<CommitResult[]> {
  const { requests, signal } = options;
  const results: CommitResult[] = [];
  const settle = (open: Open, outcome: CommitOutcome, reason: string | null): void => {
    const { topic, partition } = open.offset;
    const sure = open.doubtful && outcome !== 'ok' ? 'unknown' : outcome;
    const retryable = outcome === 'refused' && (reason === null || !lasting.has(reason));
    results[open.index] = { topic, partition, outcome: sure, reason, retryable };
  };
  const held = new Set(holding.partitions.map((part) => partitionKey(part.topic, part.partition)));
  let left: Open[] = offsets.map((offset, index) => ({ offset, index, doubtful: false }));
  left = left.filter((open) => {
    const ours = held.has(partitionKey(open.offset.topic, open.offset.partition));
    if (!ours) settle(open, 'fenced', 'NOT_ASSIGNED');
    return ours;
  });

  const deadline = performance.now() + options.deadlineMs;
  let reason = 'COORDINATOR_NOT_AVAILABLE';
  for (let attempt = 1; left.length > 0; attempt += 1) {
    if (holding.hasEnded() || signal.aborted) {
      for (const open of left) settle(open, 'fenced', 'GENERATION_ENDED');
      break;
    }
    if (attempt > 1 && performance.now() > deadline) {
      for (const open of left) settle(open, 'refused', reason);
      break;
    }
    try {
      await requests.prepareCommit();
    } catch (thrown) {
      const error = toSluiceError(thrown);
      reason = error.message;
      if (!error.retryable) {
        for (const open of left) settle(open, 'refused', error.code);
        break;
      }
      if (await waitFor(backoffMs(attempt, 100, 2_000), signal)) await find(requests);
      continue;
    }
    // opening the connection took time: look again whether it is still ours
    if (holding.hasEnded()) continue;
    let errors: readonly string[];
    try {
      errors = await requests.commit(
        holding.ownership,
        left.map(({ offset }) => offset),
      );
    } catch (thrown) {
      for (const open of left) settle(open, 'unknown', toSluiceError(thrown).message);
      break;
    }
    const again: Open[] = [];
    for (const [position, open] of left.entries()) {
      const error = errors[position] ?? 'MISSING_IN_ANSWER';
      if (error === 'NONE') settle(open, 'ok', null);
      else if (fencing.has(error)) settle(open, 'fenced', error);
      else if (undecided.has(error)) {
        open.doubtful ||= error !== 'COORDINATOR_LOAD_IN_PROGRESS';
        reason = error;
        again.push(open);
      } else settle(open, error === 'MISSING_IN_ANSWER' ? 'unknown' : 'refused', error);
      tell(holding, error);
    }
    left = again;
    if (left.length === 0) break;
    if (await waitFor(backoffMs(attempt, 100, 2_000), signal)) await find(requests);
  }
  return results;
}

/** Refusals that the same request will meet again. */
const lasting: ReadonlySet<string> = new Set([
  'OFFSET_METADATA_TOO_LARGE',
  'INVALID_COMMIT_OFFSET_SIZE',
  'GROUP_AUTHORIZATION_FAILED',
  'TOPIC_AUTHORIZATION_FAILED',
  'INVALID_GROUP_ID',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'KAFKA_AUTH_FAILED',
  'KAFKA_UNSUPPORTED',
]);

/** The answer of a commit is news for the member, too. */
function tell(holding: Holding, error: string): void {
  if (error === 'REBALANCE_IN_PROGRESS') holding.askRebalance();
  else if (fencing.has(error)) holding.end({ why: 'thrown out', error });
}

async function find(requests: Pick<GroupRequests, 'findCoordinator'>): Promise<void> {
  try {
    await requests.findCoordinator();
  } catch {
    // the next try says it
  }
}
