import { SluiceError } from '../../../../shared/errors.ts';
import { partitionKey } from '../../../../shared/record.ts';
import type { GroupDescription, GroupRequests } from '../group/group-requests.ts';
import { codeName } from '../protocol-codes.ts';
import type { Cluster, ConnectionRole } from './cluster.ts';
import type { AnswerOf, ApiName, RequestOf } from './requests.ts';

export interface CoordinatorRequestOptions {
  readonly cluster: Pick<Cluster, 'ask' | 'askAny' | 'open' | 'drop' | 'learn'>;
  readonly groupId: string;
  readonly groupInstanceId: string | null;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

/** Speaks to the group's coordinator, on connections of their own. */
export function createCoordinatorRequests(
  options: CoordinatorRequestOptions,
): GroupRequests & GroupDescription {
  const { cluster, groupId, groupInstanceId, requestTimeoutMs } = options;
  const patienceMs = options.rebalanceTimeoutMs + requestTimeoutMs;
  let coordinator: number | null = null;

  const coordinatorId = (): number => {
    if (coordinator === null) {
      throw new SluiceError(
        'KAFKA_UNREACHABLE',
        `the coordinator of group ${groupId} is not known`,
      );
    }
    return coordinator;
  };
  const ask = async <A extends ApiName>(
    role: ConnectionRole,
    api: A,
    request: RequestOf<A>,
    timeoutMs = requestTimeoutMs,
  ): Promise<AnswerOf<A>> => cluster.ask(coordinatorId(), role, api, request, timeoutMs);
  /** A request that the coordinator may answer late: given up by closing its connection. */
  const askUntil = async <A extends ApiName>(
    signal: AbortSignal,
    api: A,
    request: RequestOf<A>,
  ): Promise<AnswerOf<A>> => {
    signal.throwIfAborted();
    const nodeId = coordinatorId();
    const drop = (): void => cluster.drop(nodeId, 'group');
    signal.addEventListener('abort', drop, { once: true });
    try {
      return await ask('group', api, request, patienceMs);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', drop);
    }
  };

  return {
    findCoordinator: async () => {
      const answer = await cluster.askAny('FindCoordinator', { groupId }, requestTimeoutMs);
      const { errorCode, nodeId, host, port } = answer;
      if (errorCode === 0) {
        cluster.learn(nodeId, { host, port });
        coordinator = nodeId;
      }
      return { error: codeName(errorCode) };
    },

    describe: async () => {
      const { errorCode, members } = await ask('commit', 'DescribeGroup', { groupId });
      return { error: codeName(errorCode), members };
    },

    join: async (request, signal) => {
      const { sessionTimeoutMs, rebalanceTimeoutMs } = options;
      const { errorCode, ...answer } = await askUntil(signal, 'JoinGroup', {
        ...request,
        groupId,
        groupInstanceId,
        sessionTimeoutMs,
        rebalanceTimeoutMs,
      });
      return { error: codeName(errorCode), ...answer };
    },

    sync: async (member, assignments, signal) => {
      const { errorCode, assignment } = await askUntil(signal, 'SyncGroup', {
        ...member,
        groupId,
        groupInstanceId,
        assignments,
      });
      return { error: codeName(errorCode), assignment };
    },

    heartbeat: async (member, timeoutMs) => {
      const request = { ...member, groupId, groupInstanceId };
      const { errorCode } = await ask('group', 'Heartbeat', request, timeoutMs);
      return { error: codeName(errorCode) };
    },

    leave: async (memberId, timeoutMs) => {
      const request = { groupId, memberId, groupInstanceId };
      const { errorCode, members } = await ask('group', 'LeaveGroup', request, timeoutMs);
      return { error: codeName(errorCode || (members[0]?.errorCode ?? 0)) };
    },

    prepareCommit: async () => {
      const connection = await cluster.open(coordinatorId(), 'commit');
      await connection.ready();
    },

    commit: async (member, offsets) => {
      const answer = await ask('commit', 'OffsetCommit', { ...member, groupId, offsets });
      const errors = new Map(
        answer.map(({ topic, partition, errorCode }) => [
          partitionKey(topic, partition),
          codeName(errorCode),
        ]),
      );
      return offsets.map(
        ({ topic, partition }) => errors.get(partitionKey(topic, partition)) ?? 'MISSING_IN_ANSWER',
      );
    },

    fetchOffsets: async (partitions) => {
      const answer = await ask('commit', 'OffsetFetch', { groupId, partitions });
      return {
        error: codeName(answer.errorCode),
        offsets: answer.offsets.map(({ errorCode, ...offset }) => ({
          ...offset,
          error: codeName(errorCode),
        })),
      };
    },
  };
}
