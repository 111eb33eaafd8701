import { type ErrorCode, SluiceError } from '../../../../shared/errors.ts';

/**
 * What a coordinator's answer means for the member:
 * `wait`: the same again after a while; `find`: find the coordinator first; `rejoin`: join again as the same member;
 * `forget`: join again as a new one; `end`: nothing that this process does can heal it.
 */
export type Verdict = 'wait' | 'find' | 'rejoin' | 'forget' | 'end';

const verdicts: Readonly<Record<string, Verdict>> = {
  COORDINATOR_LOAD_IN_PROGRESS: 'wait',
  COORDINATOR_NOT_AVAILABLE: 'find',
  NOT_COORDINATOR: 'find',
  REQUEST_TIMED_OUT: 'wait',
  UNSTABLE_OFFSET_COMMIT: 'wait',
  GROUP_MAX_SIZE_REACHED: 'wait',
  REBALANCE_IN_PROGRESS: 'rejoin',
  ILLEGAL_GENERATION: 'rejoin',
  UNKNOWN_MEMBER_ID: 'forget',
  FENCED_INSTANCE_ID: 'end',
  INCONSISTENT_GROUP_PROTOCOL: 'end',
  INVALID_GROUP_ID: 'end',
  INVALID_SESSION_TIMEOUT: 'end',
  GROUP_AUTHORIZATION_FAILED: 'end',
  CLUSTER_AUTHORIZATION_FAILED: 'end',
  TOPIC_AUTHORIZATION_FAILED: 'end',
  UNSUPPORTED_VERSION: 'end',
};

/** What has no entry may heal: it is tried again, and the watchdog sees that it does not. */
export function judge(error: string): Verdict {
  return verdicts[error] ?? 'wait';
}

const words: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FENCED_INSTANCE_ID: [
    'GROUP_INCONSISTENT',
    'another process has joined with the same groupInstanceId; each process needs its own',
  ],
  INCONSISTENT_GROUP_PROTOCOL: [
    'GROUP_INCONSISTENT',
    'its other members do not know the assignment "sluice-sticky"',
  ],
  INVALID_GROUP_ID: ['CONFIG_INVALID', 'the broker does not allow this groupId'],
  INVALID_SESSION_TIMEOUT: [
    'CONFIG_INVALID',
    "sessionTimeoutMs lies outside the broker's group.min.session.timeout.ms and group.max.session.timeout.ms",
  ],
  GROUP_AUTHORIZATION_FAILED: ['KAFKA_ACCESS_DENIED', 'Read on the group is not granted'],
  CLUSTER_AUTHORIZATION_FAILED: ['KAFKA_ACCESS_DENIED', 'access to the cluster is not granted'],
  TOPIC_AUTHORIZATION_FAILED: ['KAFKA_ACCESS_DENIED', 'Read on a topic is not granted'],
  UNSUPPORTED_VERSION: ['KAFKA_UNSUPPORTED', 'the broker does not speak the version of a request'],
};

/** The coordinator's answer as an error, in words where they help. */
export function groupError(error: string, action: string, groupId: string): SluiceError {
  const [code, text] = words[error] ?? ['KAFKA_PROTOCOL', 'the coordinator answered with it'];
  return new SluiceError(code, `group ${groupId}, ${action}: ${error}, ${text}`);
}
