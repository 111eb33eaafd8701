/**
 * What the group member needs to say to the coordinator, whichever library puts it on the wire. Types only. `error` is
 * Kafka's name for the answer's error code, `NONE` where all is well; what is thrown is a failure of the connection.
 */
import type { TopicPartition } from '../../../../shared/record.ts';
import type { CommittedOffset, OffsetToCommit } from '../port.ts';

interface JoinRequest {
  /** Empty for a new member. */
  readonly memberId: string;
  readonly protocolName: string;
  /** The subscription, as `encodeSubscription` writes it. */
  readonly subscription: Buffer;
}

export interface JoinAnswer {
  readonly error: string;
  readonly generation: number;
  readonly leaderId: string;
  readonly memberId: string;
  /** Empty for all but the leader. */
  readonly members: readonly {
    readonly memberId: string;
    readonly groupInstanceId: string | null;
    readonly subscription: Buffer;
  }[];
}

/** Who speaks: a member in a generation. */
interface MemberIdentity {
  readonly memberId: string;
  readonly generation: number;
}

/** Somebody who is in the group, as the coordinator describes it. */
export interface DescribedMember {
  readonly memberId: string;
  readonly clientId: string;
  /** Where it speaks from: `/10.0.0.7`. */
  readonly host: string;
}

/** For tools, which look at a group without being in it. */
export interface GroupDescription {
  /** Empty for a group that nobody is in, or that does not exist. */
  readonly describe: () => Promise<{
    readonly error: string;
    readonly members: readonly DescribedMember[];
  }>;
}

export interface GroupRequests {
  /** Finds the coordinator anew; the requests below go to the one found last. */
  readonly findCoordinator: () => Promise<{ readonly error: string }>;
  /** Stays open until the group is complete. When the signal is aborted it rejects, and its connection is closed. */
  readonly join: (request: JoinRequest, signal: AbortSignal) => Promise<JoinAnswer>;
  /** `assignments` is empty for all but the leader. Aborted as `join` is. */
  readonly sync: (
    member: MemberIdentity,
    assignments: ReadonlyMap<string, Buffer>,
    signal: AbortSignal,
  ) => Promise<{ readonly error: string; readonly assignment: Buffer }>;
  readonly heartbeat: (
    member: MemberIdentity,
    timeoutMs: number,
  ) => Promise<{ readonly error: string }>;
  readonly leave: (memberId: string, timeoutMs: number) => Promise<{ readonly error: string }>;
  /** Opens the connection that `commit` uses; when this throws, nothing was sent. */
  readonly prepareCommit: () => Promise<void>;
  /** One error for each partition, in the order asked. When this throws, the broker may have taken the offsets. */
  readonly commit: (
    member: MemberIdentity,
    offsets: readonly OffsetToCommit[],
  ) => Promise<readonly string[]>;
  readonly fetchOffsets: (partitions: readonly TopicPartition[]) => Promise<{
    readonly error: string;
    readonly offsets: readonly (CommittedOffset & { readonly error: string })[];
  }>;
}
