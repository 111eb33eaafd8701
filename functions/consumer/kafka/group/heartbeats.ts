import { toSluiceError } from '../../../../shared/errors.ts';
import { backoffMs, waitFor } from '../../../../shared/backoff.ts';
import type { GroupRequests } from './group-requests.ts';
import type { Holding } from './holding.ts';
import { groupError, judge } from './verdict.ts';

export interface HeartbeatOptions {
  readonly requests: Pick<GroupRequests, 'heartbeat' | 'findCoordinator'>;
  readonly groupId: string;
  readonly heartbeatIntervalMs: number;
  readonly sessionTimeoutMs: number;
  readonly onRetry: (action: string, attempt: number, delayMs: number, cause: Error) => void;
}

/**
 * Keeps the session of one generation alive, whatever else the process does, until it ends or the signal is aborted.
 * A coordinator that cannot be reached does not end the generation: only the coordinator's own word does, and a group
 * survives the restart of its broker.
 */
export async function keepAlive(
  holding: Holding,
  options: HeartbeatOptions,
  signal: AbortSignal,
): Promise<void> {
  const { requests, heartbeatIntervalMs } = options;
  // one lost answer must leave time for another try within the session
  const timeoutMs = Math.max(heartbeatIntervalMs, Math.floor(options.sessionTimeoutMs / 3));
  let attempt = 0;
  let find = false;
  let delayMs = heartbeatIntervalMs;
  while (await waitFor(delayMs, signal)) {
    try {
      if (find) find = (await requests.findCoordinator()).error !== 'NONE';
      const { error } = await requests.heartbeat(holding.ownership, timeoutMs);
      if (signal.aborted) return;
      if (error === 'NONE' || error === 'REBALANCE_IN_PROGRESS') {
        attempt = 0;
        delayMs = heartbeatIntervalMs;
        if (error !== 'NONE') holding.askRebalance();
        continue;
      }
      const verdict = judge(error);
      if (verdict === 'rejoin' || verdict === 'forget') {
        holding.end({ why: 'thrown out', error });
        return;
      }
      const refused = groupError(error, 'heartbeat', options.groupId);
      if (verdict === 'end') {
        holding.end({ why: 'failed', error: refused });
        return;
      }
      if (verdict === 'find') find = true;
      throw refused;
    } catch (thrown) {
      if (signal.aborted) return;
      const error = toSluiceError(thrown);
      if (!error.retryable) {
        holding.end({ why: 'failed', error });
        return;
      }
      if (error.code === 'KAFKA_UNREACHABLE') find = true;
      attempt += 1;
      delayMs = backoffMs(attempt, 100, heartbeatIntervalMs);
      options.onRetry('heartbeat', attempt, delayMs, error);
    }
  }
}
