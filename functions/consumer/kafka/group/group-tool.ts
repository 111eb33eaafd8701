import { SluiceError, toSluiceError } from '../../../../shared/errors.ts';
import { backoffMs, waitFor } from '../../../../shared/backoff.ts';
import type { KafkaTool, OffsetToCommit } from '../port.ts';
import type { GroupDescription, GroupRequests } from './group-requests.ts';
import { groupError, judge } from './verdict.ts';

export interface GroupToolOptions {
  readonly requests: Pick<GroupRequests, 'findCoordinator' | 'commit'> & GroupDescription;
  readonly groupId: string;
  /** Aborted when the client is closed. */
  readonly signal: AbortSignal;
  readonly onRetry: (action: string, attempt: number, delayMs: number, cause: Error) => void;
}

const maxAttempts = 8;

/** What the broker says of a commit by nobody while somebody is in the group, or while it is being made up. */
const busy: ReadonlySet<string> = new Set([
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
  'REBALANCE_IN_PROGRESS',
]);

/** The group as seen from outside: who is in it, and its offsets while nobody is. */
export function createGroupTool(
  options: GroupToolOptions,
): Pick<KafkaTool, 'members' | 'commitAlone'> {
  const { requests, groupId, signal, onRetry } = options;

  /** Finds the coordinator and asks it; again where that can help. */
  const persist = async <T>(action: string, ask: () => Promise<T | SluiceError>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      let problem: SluiceError;
      try {
        const { error } = await requests.findCoordinator();
        const answer = error === 'NONE' ? await ask() : groupError(error, action, groupId);
        if (!(answer instanceof SluiceError)) return answer;
        problem = answer;
      } catch (thrown) {
        problem = toSluiceError(thrown);
      }
      if (!problem.retryable || attempt >= maxAttempts) throw problem;
      const delayMs = backoffMs(attempt, 100, 2_000);
      onRetry(action, attempt, delayMs, problem);
      if (!(await waitFor(delayMs, signal))) throw problem;
    }
  };

  const failureOf = (error: string, action: string): SluiceError => {
    if (busy.has(error)) {
      return new SluiceError(
        'GROUP_BUSY',
        `group ${groupId}, ${action}: ${error}, somebody is in the group or about to join`,
      );
    }
    const problem = groupError(error, action, groupId);
    // `end` is for what no repetition heals, whatever its code says in general
    return judge(error) === 'end' || !problem.retryable
      ? new SluiceError(problem.code, problem.message)
      : problem;
  };

  return {
    members: () =>
      persist('describing the group', async () => {
        const { error, members } = await requests.describe();
        return error === 'NONE' ? members : failureOf(error, 'describing the group');
      }),
    // the same offsets may be sent again: while nobody is in the group, nobody else commits
    commitAlone: (offsets: readonly OffsetToCommit[]) =>
      persist('committing offsets', async () => {
        if (offsets.length === 0) return undefined;
        const errors = await requests.commit({ memberId: '', generation: -1 }, offsets);
        const refused = errors.find((error) => error !== 'NONE');
        return refused === undefined ? undefined : failureOf(refused, 'committing offsets');
      }),
  };
}
