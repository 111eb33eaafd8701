/**
 * The narrow door between the consumer and whatever speaks Kafka's protocol. An adapter owns connections, the group
 * member with its heartbeats, and one fetch loop; it decides nothing about offsets.
 */
import type { KafkaSourceModel } from '../../../shared/pipeline/model.ts';
import type { Chunk, Ownership, TopicPartition } from '../../../shared/record.ts';
import type { Emit } from '../../../shared/telemetry/events.ts';

/** A partition's offset as the group coordinator keeps it. */
export interface CommittedOffset extends TopicPartition {
  /** -1n: nothing was ever committed. */
  readonly offset: bigint;
  readonly metadata: string;
}

export interface OffsetToCommit extends TopicPartition {
  /** The next offset to read. */
  readonly offset: bigint;
  readonly metadata: string;
}

/**
 * What became of a commit of one partition: `ok` is on the broker; `fenced` will never be (another generation, an
 * unknown member, or this client has stopped, left or rejoined in the meantime); `unknown` may or may not be (the
 * answer was lost); `refused` is not and will not be, though the partition is still ours (metadata too large, access
 * denied, no coordinator to be reached in time: see `reason` and `retryable`).
 */
export type CommitOutcome = 'ok' | 'fenced' | 'unknown' | 'refused';

export interface CommitResult extends TopicPartition {
  readonly outcome: CommitOutcome;
  /** Kafka's own name for the error, where it gave one; else what went wrong with the request. */
  readonly reason: string | null;
  /** For `refused`: whether the same commit may succeed later. */
  readonly retryable: boolean;
}

/** First offset, high watermark and last stable offset of a partition, as its leader says now. */
export interface PartitionBounds extends TopicPartition {
  readonly logStart: bigint;
  readonly highWatermark: bigint;
  readonly lastStable: bigint;
}

/** What the host does when the group changes. The adapter awaits each call before it goes on. */
export interface GroupListener {
  /**
   * A rebalance has begun; commits under the present ownership still count. The host publishes what is under way and
   * returns; the adapter waits for it no longer than half the rebalance timeout, heartbeating meanwhile, then rejoins.
   */
  readonly onRebalance: (ownership: Ownership) => Promise<void>;
  /**
   * A new generation holds. `partitions` is the whole new assignment; what is not in it is lost. The host reads
   * committed offsets and calls `seek` for each partition: none is fetched before that.
   */
  readonly onAssigned: (
    ownership: Ownership,
    partitions: readonly TopicPartition[],
  ) => Promise<void>;
  /**
   * Partitions that are no longer ours: by a new assignment, by expiry of the session, or by leaving. Also those of a
   * topic that turned out to have been deleted and made again: nothing of the old one may be kept for the new one. A
   * rebalance follows then, and whoever gets them hears of them by `onAssigned`.
   */
  readonly onLost: (partitions: readonly TopicPartition[]) => void;
  /** The member was thrown out or its connection failed, and it joins again. For the watchdog. */
  readonly onRestart: (cause: Error) => void;
}

/** Where a partition's records begin and end by offset or time. */
export type OffsetQuery =
  | { readonly at: 'earliest' | 'latest' }
  | { readonly at: 'timestamp'; readonly timestampMs: number };

export interface KafkaPort {
  /**
   * Connects and finds the topics.
   * @throws {SluiceError} KAFKA_UNREACHABLE, KAFKA_AUTH_FAILED, KAFKA_ACCESS_DENIED, KAFKA_TOPIC_UNKNOWN
   */
  readonly connect: () => Promise<void>;
  /** Joins the group and stays in it, through rebalances, until `leave`. Resolves after the first `onAssigned`. */
  readonly join: (listener: GroupListener) => Promise<void>;
  /**
   * The topic's id as of the last metadata, as Kafka's tools print it: 22 characters of URL-safe base64 (KIP-516). A
   * topic that is deleted and made again has another, and its offsets begin anew. Known for all assigned topics before
   * `onAssigned`, and constant from then until `onLost` of their partitions. '' where the broker has no ids (before 2.8),
   * and for a topic of somebody else.
   */
  readonly incarnationOf: (topic: string) => string;
  /** Every partition of the source's topics as of the last metadata; needs no group. */
  readonly partitions: () => readonly TopicPartition[];
  /** Offsets as committed, with their metadata. Retries while the coordinator is loading or has unstable offsets. */
  readonly committed: (partitions: readonly TopicPartition[]) => Promise<CommittedOffset[]>;
  /**
   * Commits under exactly this ownership, in one request, without waiting for or adopting another. Never throws:
   * whatever happens is an outcome per partition.
   */
  readonly commit: (
    ownership: Ownership,
    offsets: readonly OffsetToCommit[],
  ) => Promise<CommitResult[]>;
  /**
   * Offsets by position or time. `latest` is the last stable offset: what lies behind it in open transactions is still
   * to come. For a time: the first offset at or after it, and `latest` where there is none.
   */
  readonly offsets: (
    partitions: readonly TopicPartition[],
    query: OffsetQuery,
  ) => Promise<ReadonlyMap<string, bigint>>;
  /** By `partitionKey`. Last known from fetches where fresh enough, asked for otherwise. */
  readonly bounds: (
    partitions: readonly TopicPartition[],
  ) => Promise<ReadonlyMap<string, PartitionBounds>>;
  /** Sets the fetch position. Ignored, with false, where the ownership is not the present one. */
  readonly seek: (ownership: Ownership, partition: TopicPartition, offset: bigint) => boolean;
  /** Partitions that are not fetched until resumed; what was under way is kept and delivered after `resume`. */
  readonly pause: (partitions: readonly TopicPartition[]) => void;
  readonly resume: (partitions: readonly TopicPartition[]) => void;
  /**
   * Partitions are read in turns: each request asks in the order in which they passed their last turn, and the broker
   * fills its answer in that order. A turn that is not passed lasts for 256 MiB.
   */
  readonly passTurn: (partition: TopicPartition) => void;
  /**
   * The chunks of the next answers that are there; waits for one. Each chunk starts where the partition's last one
   * ended. One answer per broker is fetched ahead, not more: not calling this is the back-pressure.
   * Empty when the signal is aborted.
   * @throws {SluiceError} what cannot heal: access denied, corrupt batches, unsupported formats; OFFSET_OUT_OF_RANGE
   *   goes to `onOutOfRange` instead where one is given
   */
  readonly chunks: (signal: AbortSignal) => Promise<Chunk[]>;
  /** Bytes of fetched answers that are not yet delivered. */
  readonly heldBytes: () => number;
  /** Leaves the group at once, so that its partitions go to others without waiting for the session to expire. */
  readonly leave: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Somebody who is in the group. */
export interface GroupMemberName {
  readonly memberId: string;
  readonly clientId: string;
  readonly host: string;
}

/** What tools do besides, which are in no group: look at it, move its offsets while it is empty, and read a range. */
export interface KafkaTool extends KafkaPort {
  /** Who is in the group now. @throws {SluiceError} KAFKA_* */
  readonly members: () => Promise<readonly GroupMemberName[]>;
  /**
   * Commits without being a member. The broker takes that only while nobody is in the group, in one step, so this is
   * also the proof that nobody is.
   * @throws {SluiceError} GROUP_BUSY where somebody is; KAFKA_* where it was not taken, or nobody knows
   */
  readonly commitAlone: (offsets: readonly OffsetToCommit[]) => Promise<void>;
  /** Takes partitions to `seek` and read by `chunks` without a group; takes the place of those taken before. */
  readonly assign: (partitions: readonly TopicPartition[]) => Ownership;
}

/** Called where a fetch position lies outside the log; the host seeks, or throws to stop. */
export type OutOfRangeHandler = (
  ownership: Ownership,
  partition: TopicPartition,
  position: bigint,
  bounds: PartitionBounds,
) => Promise<void>;

/** What one source's Kafka client is made from, whichever library stands behind it. */
export interface KafkaPortOptions {
  readonly sourceName: string;
  readonly source: Pick<
    KafkaSourceModel,
    | 'connection'
    | 'topics'
    | 'groupId'
    | 'groupInstanceId'
    | 'sessionTimeoutMs'
    | 'rebalanceTimeoutMs'
    | 'heartbeatIntervalMs'
    | 'fetch'
  >;
  /** Null: a position outside the log comes out of `chunks` as OFFSET_OUT_OF_RANGE. */
  readonly onOutOfRange: OutOfRangeHandler | null;
  /** Gets `kafka_retry`; what happens to the group goes to the listener of `join` alone. */
  readonly emit: Emit;
  /** How often topics and partitions are looked at; 60 s. */
  readonly metadataMaxAgeMs?: number;
  /** Takes the library's own log lines; they are dropped without it. */
  readonly debug?: (line: string) => void;
}

/**
 * How an adapter is made. Nothing is opened before `connect`.
 * @throws {SluiceError} CONFIG_INVALID for what can be seen without a broker: addresses, patterns, certificates
 */
export type CreateKafkaPort = (options: KafkaPortOptions) => KafkaTool;
