import { toSluiceError } from '../../../../shared/errors.ts';
import type { GroupRequests } from './group-requests.ts';
import { groupError, judge } from './verdict.ts';

/** How long a process that ends waits for the coordinator. */
const mostMs = 5_000;

/** Leaves the group, so that its partitions go to others at once. Tries twice, never throws: the session expires anyway. */
export async function sayGoodbye(
  memberId: string,
  options: {
    readonly requests: Pick<GroupRequests, 'leave' | 'findCoordinator'>;
    readonly groupId: string;
    readonly sessionTimeoutMs: number;
    readonly onRetry: (action: string, attempt: number, delayMs: number, cause: Error) => void;
  },
): Promise<void> {
  const timeoutMs = Math.min(options.sessionTimeoutMs, mostMs);
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    try {
      if (attempt > 1) await options.requests.findCoordinator();
      const { error } = await options.requests.leave(memberId, timeoutMs);
      if (error === 'NONE' || judge(error) === 'forget') return;
      options.onRetry('leave', attempt, 0, groupError(error, 'leave', options.groupId));
    } catch (thrown) {
      options.onRetry('leave', attempt, 0, toSluiceError(thrown));
    }
  }
}
