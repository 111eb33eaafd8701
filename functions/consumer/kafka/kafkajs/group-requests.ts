import { SluiceError } from '../../../../shared/errors.ts';
import { partitionKey } from '../../../../shared/record.ts';
import type { GroupDescription, GroupRequests, JoinAnswer } from '../group/group-requests.ts';
import { codeName } from '../protocol-codes.ts';
import type { Cluster, ConnectionRole } from './cluster.ts';
import { type ApiName, createCall } from './internals.ts';

export interface GroupRequestOptions {
  readonly cluster: Cluster;
  readonly groupId: string;
  readonly groupInstanceId: string | null;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

interface CoordinatorAnswer {
  readonly errorCode: number;
  readonly coordinator: { readonly nodeId: number; readonly host: string; readonly port: number };
}

interface GroupsAnswer {
  readonly groups: readonly {
    readonly errorCode: number;
    readonly members: readonly {
      readonly memberId: string;
      readonly clientId: string;
      readonly clientHost: string;
    }[];
  }[];
}

interface OffsetsAnswer {
  readonly errorCode?: number;
  readonly responses: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly offset?: string;
      readonly metadata?: string | null;
      readonly errorCode: number;
    }[];
  }[];
}

/** Speaks to the group's coordinator through kafkajs' encoders, on connections of their own. */
export function createGroupRequests(
  options: GroupRequestOptions,
): GroupRequests & GroupDescription {
  const { cluster, groupId, groupInstanceId, requestTimeoutMs } = options;
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
  const ask = async <T>(
    role: ConnectionRole,
    api: ApiName,
    fields: object,
    timeoutMs = requestTimeoutMs,
  ): Promise<T> => {
    const call = createCall(api, { groupId, ...fields });
    return (await cluster.send(coordinatorId(), role, call, timeoutMs)) as T;
  };
  /** A request that the coordinator may answer late: given up by closing its connection. */
  const askUntil = async <T>(
    signal: AbortSignal,
    api: ApiName,
    fields: object,
    timeoutMs: number,
  ): Promise<T> => {
    signal.throwIfAborted();
    const nodeId = coordinatorId();
    const drop = (): void => cluster.drop(nodeId, 'group');
    signal.addEventListener('abort', drop, { once: true });
    try {
      return await ask<T>('group', api, fields, timeoutMs);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', drop);
    }
  };

  return {
    findCoordinator: async () => {
      const call = createCall('GroupCoordinator', { groupId });
      const answer = (await cluster.sendAny(call, requestTimeoutMs)) as CoordinatorAnswer;
      if (answer.errorCode === 0) {
        const { nodeId, host, port } = answer.coordinator;
        cluster.learn(nodeId, { host, port });
        coordinator = nodeId;
      }
      return { error: codeName(answer.errorCode) };
    },

    describe: async () => {
      const { groups } = await ask<GroupsAnswer>('commit', 'DescribeGroups', {
        groupIds: [groupId],
      });
      const [group] = groups;
      const members = (group?.members ?? []).map(({ memberId, clientId, clientHost }) => ({
        memberId,
        clientId,
        host: clientHost,
      }));
      return { error: codeName(group?.errorCode ?? 0), members };
    },

    join: async (request, signal) => {
      const answer = await askUntil<{
        errorCode: number;
        generationId: number;
        leaderId: string;
        memberId: string;
        members: readonly {
          memberId: string;
          groupInstanceId: string | null;
          memberMetadata: Buffer;
        }[];
      }>(
        signal,
        'JoinGroup',
        {
          sessionTimeout: options.sessionTimeoutMs,
          rebalanceTimeout: options.rebalanceTimeoutMs,
          memberId: request.memberId,
          groupInstanceId,
          protocolType: 'consumer',
          groupProtocols: [{ name: request.protocolName, metadata: request.subscription }],
        },
        options.rebalanceTimeoutMs + requestTimeoutMs,
      );
      return {
        error: codeName(answer.errorCode),
        generation: answer.generationId,
        leaderId: answer.leaderId,
        memberId: answer.memberId,
        members: answer.members.map(({ memberMetadata, ...member }) => ({
          ...member,
          subscription: memberMetadata,
        })),
      } satisfies JoinAnswer;
    },

    sync: async (member, assignments, signal) => {
      const answer = await askUntil<{ errorCode: number; memberAssignment: Buffer | null }>(
        signal,
        'SyncGroup',
        {
          generationId: member.generation,
          memberId: member.memberId,
          groupInstanceId,
          groupAssignment: [...assignments].map(([memberId, memberAssignment]) => ({
            memberId,
            memberAssignment,
          })),
        },
        options.rebalanceTimeoutMs + requestTimeoutMs,
      );
      return {
        error: codeName(answer.errorCode),
        assignment: answer.memberAssignment ?? Buffer.alloc(0),
      };
    },

    heartbeat: async (member, timeoutMs) => {
      const answer = await ask<{ errorCode: number }>(
        'group',
        'Heartbeat',
        { groupGenerationId: member.generation, memberId: member.memberId, groupInstanceId },
        timeoutMs,
      );
      return { error: codeName(answer.errorCode) };
    },

    leave: async (memberId, timeoutMs) => {
      const answer = await ask<{ errorCode: number; members: readonly { errorCode: number }[] }>(
        'group',
        'LeaveGroup',
        { memberId, groupInstanceId },
        timeoutMs,
      );
      return { error: codeName(answer.errorCode || (answer.members[0]?.errorCode ?? 0)) };
    },

    prepareCommit: async () => {
      await cluster.open(coordinatorId(), 'commit');
    },

    commit: async (member, offsets) => {
      const topics = [...Map.groupBy(offsets, ({ topic }) => topic)].map(([topic, list]) => ({
        topic,
        partitions: list.map(({ partition, offset, metadata }) => ({
          partition,
          offset: offset.toString(),
          metadata,
        })),
      }));
      const answer = await ask<OffsetsAnswer>('commit', 'OffsetCommit', {
        groupGenerationId: member.generation,
        memberId: member.memberId,
        topics,
      });
      const errors = new Map<string, string>();
      for (const { topic, partitions } of answer.responses) {
        for (const { partition, errorCode } of partitions) {
          errors.set(partitionKey(topic, partition), codeName(errorCode));
        }
      }
      return offsets.map(
        ({ topic, partition }) => errors.get(partitionKey(topic, partition)) ?? 'MISSING_IN_ANSWER',
      );
    },

    fetchOffsets: async (partitions) => {
      const topics = [...Map.groupBy(partitions, ({ topic }) => topic)].map(([topic, list]) => ({
        topic,
        partitions: list.map(({ partition }) => ({ partition })),
      }));
      const answer = await ask<OffsetsAnswer>('commit', 'OffsetFetch', { topics });
      return {
        error: codeName(answer.errorCode ?? 0),
        offsets: answer.responses.flatMap((response) =>
          response.partitions.map((found) => ({
            topic: response.topic,
            partition: found.partition,
            offset: readOffset(found.offset),
            metadata: found.metadata ?? '',
            error: codeName(found.errorCode),
          })),
        ),
      };
    },
  };
}

function readOffset(text: string | undefined): bigint {
  if (text === undefined) {
    throw new SluiceError('KAFKA_PROTOCOL', 'an offset answer without an offset');
  }
  return BigInt(text);
}
