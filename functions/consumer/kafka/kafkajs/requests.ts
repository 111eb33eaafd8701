import { SluiceError } from '../../../../shared/errors.ts';
import { groupByTopic, groupNeighbours } from '../brokers/group-by-topic.ts';
import type { AnswerOf, ApiName, RequestOf, VersionRange } from '../brokers/requests.ts';
import type { ClusterMetadata } from '../topics/metadata-message.ts';
import {
  createCall,
  createRawFetch,
  createTopicIdMetadata,
  type ProtocolCall,
} from './internals.ts';

interface Exchange<Answer> {
  readonly call: ProtocolCall;
  /** From what kafkajs decodes. */
  readonly read: (decoded: never) => Answer;
}

interface ErrorCode {
  readonly errorCode: number;
}

/** Every answer by topic is such a list. */
interface ByTopic<Entry> {
  readonly responses: readonly { readonly topic: string; readonly partitions: readonly Entry[] }[];
}

interface DecodedOffset extends ErrorCode {
  readonly partition: number;
  readonly offset?: string;
  readonly metadata?: string | null;
}

interface DecodedGroups {
  readonly groups: readonly (ErrorCode & {
    readonly members: readonly { memberId: string; clientId: string; clientHost: string }[];
  })[];
}

const isolationLevels = { read_uncommitted: 0, read_committed: 1 } as const;

/** How kafkajs asks what a consumer asks. */
export const exchanges: {
  readonly [A in ApiName]: (request: RequestOf<A>) => Exchange<AnswerOf<A>>;
} = {
  ApiVersions: () => ({
    call: createCall('ApiVersions', {}),
    read: (decoded: ErrorCode & { readonly apiVersions: readonly VersionRange[] }) => decoded,
  }),

  DescribeGroup: ({ groupId }) => ({
    call: createCall('DescribeGroup', { groupIds: [groupId] }),
    read: ({ groups: [group] }: DecodedGroups) => ({
      errorCode: group?.errorCode ?? 0,
      members: (group?.members ?? []).map(({ memberId, clientId, clientHost }) => ({
        memberId,
        clientId,
        host: clientHost,
      })),
    }),
  }),

  Fetch: ({ maxWaitMs, isolationLevel, partitions, ...request }) => ({
    call: createRawFetch({
      ...request,
      isolationLevel: isolationLevels[isolationLevel],
      maxWaitTime: maxWaitMs,
      topics: groupNeighbours(partitions).map(([topic, entries]) => ({
        topic,
        partitions: entries.map(({ partition, fetchOffset, maxBytes }) => ({
          partition,
          fetchOffset: fetchOffset.toString(),
          maxBytes,
        })),
      })),
    }),
    read: (body: Buffer) => body,
  }),

  FindCoordinator: (request) => ({
    call: createCall('FindCoordinator', request),
    read: ({
      errorCode,
      coordinator,
    }: ErrorCode & { readonly coordinator: { nodeId: number; host: string; port: number } }) => ({
      errorCode,
      ...coordinator,
    }),
  }),

  Heartbeat: ({ generation, ...request }) => ({
    call: createCall('Heartbeat', { ...request, groupGenerationId: generation }),
    read: (decoded: ErrorCode) => decoded,
  }),

  JoinGroup: ({
    sessionTimeoutMs,
    rebalanceTimeoutMs,
    protocolName,
    subscription,
    ...request
  }) => ({
    call: createCall('JoinGroup', {
      ...request,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: rebalanceTimeoutMs,
      protocolType: 'consumer',
      groupProtocols: [{ name: protocolName, metadata: subscription }],
    }),
    read: (decoded: {
      errorCode: number;
      generationId: number;
      leaderId: string;
      memberId: string;
      members: readonly {
        memberId: string;
        groupInstanceId: string | null;
        memberMetadata: Buffer;
      }[];
    }) => ({
      errorCode: decoded.errorCode,
      generation: decoded.generationId,
      leaderId: decoded.leaderId,
      memberId: decoded.memberId,
      members: decoded.members.map(({ memberId, groupInstanceId, memberMetadata }) => ({
        memberId,
        groupInstanceId,
        subscription: memberMetadata,
      })),
    }),
  }),

  LeaveGroup: (request) => ({
    call: createCall('LeaveGroup', request),
    read: (decoded: AnswerOf<'LeaveGroup'>) => decoded,
  }),

  ListOffsets: ({ isolationLevel, timestamp, partitions }) => ({
    call: createCall('ListOffsets', {
      isolationLevel: isolationLevels[isolationLevel],
      topics: groupByTopic(partitions).map(([topic, entries]) => ({
        topic,
        partitions: entries.map(({ partition }) => ({
          partition,
          timestamp: timestamp.toString(),
        })),
      })),
    }),
    read: (decoded: ByTopic<DecodedOffset>) =>
      flatten(decoded, ({ errorCode, offset }) => ({ errorCode, offset: readOffset(offset) })),
  }),

  Metadata: (topics) => ({
    call: createCall('Metadata', { topics, allowAutoTopicCreation: false }),
    read: readMetadata,
  }),

  MetadataWithIds: (topics) => ({
    call: createTopicIdMetadata(topics),
    read: (metadata: ClusterMetadata) => metadata,
  }),

  OffsetCommit: ({ groupId, memberId, generation, offsets }) => ({
    call: createCall('OffsetCommit', {
      groupId,
      groupGenerationId: generation,
      memberId,
      topics: groupByTopic(offsets).map(([topic, entries]) => ({
        topic,
        partitions: entries.map(({ partition, offset, metadata }) => ({
          partition,
          offset: offset.toString(),
          metadata,
        })),
      })),
    }),
    read: (decoded: ByTopic<DecodedOffset>) => flatten(decoded, ({ errorCode }) => ({ errorCode })),
  }),

  OffsetFetch: ({ groupId, partitions }) => ({
    call: createCall('OffsetFetch', {
      groupId,
      topics: groupByTopic(partitions).map(([topic, entries]) => ({
        topic,
        partitions: entries.map(({ partition }) => ({ partition })),
      })),
    }),
    read: (decoded: Partial<ErrorCode> & ByTopic<DecodedOffset>) => ({
      errorCode: decoded.errorCode ?? 0,
      offsets: flatten(decoded, ({ errorCode, offset, metadata }) => ({
        errorCode,
        offset: readOffset(offset),
        metadata: metadata ?? '',
      })),
    }),
  }),

  SyncGroup: ({ generation, assignments, ...request }) => ({
    call: createCall('SyncGroup', {
      ...request,
      generationId: generation,
      groupAssignment: [...assignments].map(([memberId, memberAssignment]) => ({
        memberId,
        memberAssignment,
      })),
    }),
    read: (decoded: ErrorCode & { readonly memberAssignment: Buffer | null }) => ({
      errorCode: decoded.errorCode,
      assignment: decoded.memberAssignment ?? Buffer.alloc(0),
    }),
  }),
};

function flatten<Entry extends { readonly partition: number }, Read>(
  { responses }: ByTopic<Entry>,
  read: (entry: Entry) => Read,
): (Read & { readonly topic: string; readonly partition: number })[] {
  return responses.flatMap(({ topic, partitions }) =>
    partitions.map((entry) => ({ ...read(entry), topic, partition: entry.partition })),
  );
}

function readMetadata(decoded: {
  readonly brokers: ClusterMetadata['brokers'];
  readonly topicMetadata: readonly {
    readonly topicErrorCode: number;
    readonly topic: string;
    readonly isInternal: boolean;
    readonly partitionMetadata: readonly { partitionId: number; leader: number }[];
  }[];
}): ClusterMetadata {
  return {
    brokers: decoded.brokers,
    topics: decoded.topicMetadata.map((topic) => ({
      errorCode: topic.topicErrorCode,
      name: topic.topic,
      id: '',
      internal: topic.isInternal,
      partitions: topic.partitionMetadata.map(({ partitionId, leader }) => ({
        partition: partitionId,
        leader,
      })),
    })),
  };
}

function readOffset(text: string | undefined): bigint {
  if (text === undefined) {
    throw new SluiceError('KAFKA_PROTOCOL', 'an offset answer without an offset');
  }
  return BigInt(text);
}
