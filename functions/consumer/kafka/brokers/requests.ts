/**
 * The requests that a consumer makes, in words of its own: whichever library puts them on the wire, they are asked and
 * answered in these shapes. Error codes are answers like any other, and read by who asked.
 */
import type { TopicPartition } from '../../../../shared/record.ts';
import type { FetchRequest } from '../broker-requests.ts';
import type { DescribedMember, GroupRequests, JoinAnswer } from '../group/group-requests.ts';
import type { CommittedOffset, OffsetToCommit } from '../port.ts';
import type { ClusterMetadata } from '../topics/metadata-message.ts';

/** Which versions of one request a broker has. */
export interface VersionRange {
  readonly apiKey: number;
  readonly minVersion: number;
  readonly maxVersion: number;
}

interface MemberRequest {
  readonly groupId: string;
  readonly memberId: string;
  readonly generation: number;
}

interface MemberOfInstance extends MemberRequest {
  readonly groupInstanceId: string | null;
}

interface ErrorCode {
  readonly errorCode: number;
}

interface Exchange<Request, Answer> {
  readonly request: Request;
  readonly answer: Answer;
}

/** What is asked, and what comes back. */
export interface Requests {
  readonly ApiVersions: Exchange<
    null,
    ErrorCode & { readonly apiVersions: readonly VersionRange[] }
  >;
  /** For tools. A group that does not exist has no members, and no error. */
  readonly DescribeGroup: Exchange<
    { readonly groupId: string },
    ErrorCode & { readonly members: readonly DescribedMember[] }
  >;
  /** The answer is the body as it came, from `throttle_time_ms` on. */
  readonly Fetch: Exchange<FetchRequest, Buffer>;
  /** Kafka's name for it on the wire is FindCoordinator. */
  readonly FindCoordinator: Exchange<
    { readonly groupId: string },
    ErrorCode & { readonly nodeId: number; readonly host: string; readonly port: number }
  >;
  readonly Heartbeat: Exchange<MemberOfInstance, ErrorCode>;
  readonly JoinGroup: Exchange<
    {
      readonly groupId: string;
      readonly memberId: string;
      readonly groupInstanceId: string | null;
      readonly sessionTimeoutMs: number;
      readonly rebalanceTimeoutMs: number;
      readonly protocolName: string;
      readonly subscription: Buffer;
    },
    ErrorCode & Omit<JoinAnswer, 'error'>
  >;
  readonly LeaveGroup: Exchange<
    {
      readonly groupId: string;
      readonly memberId: string;
      readonly groupInstanceId: string | null;
    },
    ErrorCode & { readonly members: readonly ErrorCode[] }
  >;
  readonly ListOffsets: Exchange<
    {
      readonly isolationLevel: 'read_committed' | 'read_uncommitted';
      /** Milliseconds, or Kafka's -1 for the end and -2 for the beginning. */
      readonly timestamp: bigint;
      readonly partitions: readonly TopicPartition[];
    },
    readonly (TopicPartition & ErrorCode & { readonly offset: bigint })[]
  >;
  /** For brokers before 2.8: no topic has an id. All topics where the list is empty; so it is below. */
  readonly Metadata: Exchange<readonly string[], ClusterMetadata>;
  readonly MetadataWithIds: Exchange<readonly string[], ClusterMetadata>;
  readonly OffsetCommit: Exchange<
    MemberRequest & { readonly offsets: readonly OffsetToCommit[] },
    readonly (TopicPartition & ErrorCode)[]
  >;
  readonly OffsetFetch: Exchange<
    { readonly groupId: string; readonly partitions: readonly TopicPartition[] },
    ErrorCode & { readonly offsets: readonly (CommittedOffset & ErrorCode)[] }
  >;
  readonly SyncGroup: Exchange<
    MemberOfInstance & { readonly assignments: Parameters<GroupRequests['sync']>[1] },
    ErrorCode & { readonly assignment: Buffer }
  >;
}

export type ApiName = keyof Requests;
export type RequestOf<A extends ApiName> = Requests[A]['request'];
export type AnswerOf<A extends ApiName> = Requests[A]['answer'];

/**
 * Kafka's number of each request, and the version of it that is spoken, by whichever library. All are in Kafka 2.3 and
 * in 4.x, but for the metadata with ids, which came with 2.8; what only tools ask need not be there for a consumer.
 */
export const apis: Readonly<
  Record<ApiName, { readonly key: number; readonly version: number; readonly optional?: true }>
> = {
  Fetch: { key: 1, version: 11 },
  ListOffsets: { key: 2, version: 3 },
  Metadata: { key: 3, version: 6 },
  MetadataWithIds: { key: 3, version: 10, optional: true },
  OffsetCommit: { key: 8, version: 5 },
  OffsetFetch: { key: 9, version: 4 },
  FindCoordinator: { key: 10, version: 2 },
  JoinGroup: { key: 11, version: 5 },
  Heartbeat: { key: 12, version: 3 },
  LeaveGroup: { key: 13, version: 3 },
  SyncGroup: { key: 14, version: 3 },
  DescribeGroup: { key: 15, version: 2, optional: true },
  ApiVersions: { key: 18, version: 2 },
};
