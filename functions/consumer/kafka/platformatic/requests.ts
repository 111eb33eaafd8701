import { groupByTopic, groupNeighbours } from '../brokers/group-by-topic.ts';
import type { AnswerOf, ApiName, RequestOf } from '../brokers/requests.ts';
import { decodeMetadataAnswer, encodeMetadataRequest } from '../topics/metadata-message.ts';
import * as library from './library.ts';
import { type Reader, ResponseError, type ResponseParser, Writer } from './library.ts';

/** What `Connection.send` takes. */
interface Exchange<Answer> {
  readonly payload: () => Writer;
  readonly parse: ResponseParser<Answer>;
}

const isolationLevels = { read_uncommitted: 0, read_committed: 1 } as const;

/** How this library asks what a consumer asks. */
export const exchanges: {
  readonly [A in ApiName]: (request: RequestOf<A>) => Exchange<AnswerOf<A>>;
} = {
  ApiVersions: () => ({
    payload: () => library.apiVersionsV2.createRequest('', ''),
    parse: parser(library.apiVersionsV2.parseResponse, ({ errorCode, apiKeys }) => ({
      errorCode,
      apiVersions: apiKeys,
    })),
  }),

  DescribeGroup: ({ groupId }) => ({
    payload: () => library.describeGroupsV2.createRequest([groupId]),
    parse: parser(library.describeGroupsV2.parseResponse, ({ groups: [group] }) => ({
      errorCode: group?.errorCode ?? 0,
      members: (group?.members ?? []).map(({ memberId, clientId, clientHost }) => ({
        memberId,
        clientId,
        host: clientHost,
      })),
    })),
  }),

  Fetch: (request) => ({
    payload: () =>
      library.fetchV11.createRequest(
        request.maxWaitMs,
        request.minBytes,
        request.maxBytes,
        isolationLevels[request.isolationLevel],
        0,
        -1,
        groupNeighbours(request.partitions).map(([topic, entries]) => ({
          topicId: topic,
          partitions: entries.map(({ partition, fetchOffset, maxBytes }) => ({
            partition,
            fetchOffset,
            currentLeaderEpoch: -1,
            lastFetchedEpoch: -1,
            partitionMaxBytes: maxBytes,
          })),
        })),
        [],
        request.rackId,
      ),
    // the library's own parser makes an object of every record
    parse: parser(wholeBody, (body) => body),
  }),

  FindCoordinator: ({ groupId }) => ({
    payload: () => library.findCoordinatorV2.createRequest(0, [groupId]),
    parse: parser(library.findCoordinatorV2.parseResponse, ({ coordinators }) => {
      const { errorCode, nodeId, host, port } = coordinators[0]!;
      return { errorCode, nodeId, host, port };
    }),
  }),

  Heartbeat: ({ groupId, generation, memberId, groupInstanceId }) => ({
    payload: () =>
      library.heartbeatV3.createRequest(groupId, generation, memberId, groupInstanceId),
    parse: parser(library.heartbeatV3.parseResponse, ({ errorCode }) => ({ errorCode })),
  }),

  JoinGroup: (request) => ({
    payload: () =>
      library.joinGroupV5.createRequest(
        request.groupId,
        request.sessionTimeoutMs,
        request.rebalanceTimeoutMs,
        request.memberId,
        request.groupInstanceId,
        'consumer',
        [{ name: request.protocolName, metadata: request.subscription }],
      ),
    parse: parser(library.joinGroupV5.parseResponse, (answer) => ({
      errorCode: answer.errorCode,
      generation: answer.generationId,
      leaderId: answer.leader,
      memberId: answer.memberId,
      members: answer.members.map(({ metadata, memberId, groupInstanceId }) => ({
        memberId,
        groupInstanceId: groupInstanceId ?? null,
        subscription: metadata,
      })),
    })),
  }),

  LeaveGroup: ({ groupId, memberId, groupInstanceId }) => ({
    payload: () => library.leaveGroupV3.createRequest(groupId, [{ memberId, groupInstanceId }]),
    parse: parser(library.leaveGroupV3.parseResponse, ({ errorCode, members }) => ({
      errorCode,
      members,
    })),
  }),

  ListOffsets: ({ isolationLevel, timestamp, partitions }) => ({
    payload: () =>
      library.listOffsetsV3.createRequest(
        -1,
        isolationLevels[isolationLevel],
        groupByTopic(partitions).map(([name, entries]) => ({
          name,
          partitions: entries.map(({ partition }) => ({
            partitionIndex: partition,
            currentLeaderEpoch: -1,
            timestamp,
          })),
        })),
      ),
    parse: parser(library.listOffsetsV3.parseResponse, ({ topics }) =>
      flatten(topics, ({ errorCode, offset }) => ({ errorCode, offset })),
    ),
  }),

  Metadata: (topics) => ({
    payload: () =>
      topics.length === 0
        ? // null asks for all of them, and the library's own list cannot be null
          Writer.create().appendInt32(-1).appendBoolean(false)
        : library.metadataV6.createRequest([...topics], false),
    parse: parser(library.metadataV6.parseResponse, (answer) => ({
      brokers: answer.brokers,
      topics: answer.topics.map(({ errorCode, name, isInternal, partitions }) => ({
        errorCode,
        name: name ?? '',
        id: '',
        internal: isInternal,
        partitions: partitions.map(({ partitionIndex, leaderId }) => ({
          partition: partitionIndex,
          leader: leaderId,
        })),
      })),
    })),
  }),

  MetadataWithIds: (topics) => ({
    payload: () => Writer.create().append(encodeMetadataRequest(topics)),
    parse: parser(wholeBody, (body) => {
      const { brokers, topics: described } = decodeMetadataAnswer(body);
      return { brokers, topics: described };
    }),
  }),

  OffsetCommit: ({ groupId, generation, memberId, offsets }) => ({
    payload: () =>
      library.offsetCommitV5.createRequest(
        groupId,
        generation,
        memberId,
        null,
        groupByTopic(offsets).map(([name, entries]) => ({
          name,
          partitions: entries.map(({ partition, offset, metadata }) => ({
            partitionIndex: partition,
            committedOffset: offset,
            committedLeaderEpoch: -1,
            committedMetadata: metadata,
          })),
        })),
      ),
    parse: parser(library.offsetCommitV5.parseResponse, ({ topics }) =>
      flatten(topics, ({ errorCode }) => ({ errorCode })),
    ),
  }),

  OffsetFetch: ({ groupId, partitions }) => ({
    payload: () =>
      library.offsetFetchV4.createRequest(
        [
          {
            groupId,
            topics: groupByTopic(partitions).map(([name, entries]) => ({
              name,
              partitionIndexes: entries.map(({ partition }) => partition),
            })),
          },
        ],
        false,
      ),
    parse: parser(library.offsetFetchV4.parseResponse, ({ errorCode, topics }) => ({
      errorCode,
      offsets: flatten(topics, (found) => ({
        errorCode: found.errorCode,
        offset: found.committedOffset,
        metadata: found.metadata ?? '',
      })),
    })),
  }),

  SyncGroup: ({ groupId, generation, memberId, groupInstanceId, assignments }) => ({
    payload: () =>
      library.syncGroupV3.createRequest(
        groupId,
        generation,
        memberId,
        groupInstanceId,
        null,
        null,
        [...assignments].map(([member, assignment]) => ({ memberId: member, assignment })),
      ),
    parse: parser(library.syncGroupV3.parseResponse, ({ errorCode, assignment }) => ({
      errorCode,
      assignment,
    })),
  }),
};

/** The answer as it came, after the correlation id: one copy where it came in several pieces. */
function wholeBody(
  _correlationId: number,
  _apiKey: number,
  _version: number,
  reader: Reader,
): Buffer {
  return reader.buffer.slice(reader.position);
}

/** The library throws an answer with an error code in it, and carries the whole answer in what it throws. */
function parser<Decoded, Answer>(
  parse: (correlationId: number, apiKey: number, version: number, reader: Reader) => Decoded,
  read: (decoded: Decoded) => Answer,
): ResponseParser<Answer> {
  return (...from) => {
    try {
      return read(parse(...from));
    } catch (thrown) {
      if (!(thrown instanceof ResponseError)) throw thrown;
      return read(thrown['response'] as Decoded);
    }
  };
}

function flatten<Entry extends { readonly partitionIndex: number }, Read>(
  topics: readonly { readonly name: string; readonly partitions: readonly Entry[] }[],
  read: (entry: Entry) => Read,
): (Read & { readonly topic: string; readonly partition: number })[] {
  return topics.flatMap(({ name, partitions }) =>
    partitions.map((entry) => ({ ...read(entry), topic: name, partition: entry.partitionIndex })),
  );
}
