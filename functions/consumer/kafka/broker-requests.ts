/**
 * What the fetch loop needs from whoever holds the connections, and what the port needs from the fetch loop. Types
 * only: the two sides are written apart and meet here.
 */
import type { Chunk, Ownership, TopicPartition } from '../../../shared/record.ts';
import type { OutOfRangeHandler, PartitionBounds } from './port.ts';

/** One partition within a fetch request. */
export interface FetchPartition extends TopicPartition {
  readonly fetchOffset: bigint;
  readonly maxBytes: number;
}

/** A Fetch request, version 11, without a fetch session. Replica -1 and leader epoch -1 are filled in. */
export interface FetchRequest {
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isolationLevel: 'read_committed' | 'read_uncommitted';
  /** Empty where the client has none. */
  readonly rackId: string;
  /** In the order in which the broker should fill the answer (KIP-74). */
  readonly partitions: readonly FetchPartition[];
}

/** The answer as it came: the body after the correlation id, beginning with `throttle_time_ms`. */
export interface FetchAnswer {
  readonly apiVersion: 11;
  readonly body: Buffer;
}

/** Where a partition is read from, as the last metadata has it. */
interface PartitionLeader {
  /** Null while there is no leader, or the partition is not known. */
  readonly nodeId: number | null;
}

export interface BrokerRequests {
  /**
   * Sends one fetch to one broker on a connection that carries nothing else. One at a time for each broker: a second
   * waits. When the signal is aborted the promise rejects at once, and the connection is dropped with the answer.
   * @throws {SluiceError} KAFKA_UNREACHABLE (also for a node that the metadata does not know any more), KAFKA_AUTH_FAILED;
   *   the signal's reason where it was aborted
   */
  readonly fetch: (
    nodeId: number,
    request: FetchRequest,
    signal: AbortSignal,
  ) => Promise<FetchAnswer>;
  readonly leaderOf: (topic: string, partition: number) => PartitionLeader;
  /**
   * Asks for new metadata of all topics in use; calls that overlap share one request. Never throws: while no broker
   * answers, the old metadata stands.
   */
  readonly refreshMetadata: () => Promise<void>;
  /**
   * Log start, high watermark and last stable offset, asked from the leaders now; by `partitionKey`. A partition
   * without an answer is missing.
   */
  readonly bounds: (
    partitions: readonly TopicPartition[],
  ) => Promise<ReadonlyMap<string, PartitionBounds>>;
}

/**
 * The loop over all assigned partitions. It begins to fetch a partition when it is both assigned and sought, keeps one
 * answer a broker ahead, and stamps each chunk with the ownership of the `seek` that its position descends from.
 */
export interface FetchLoop {
  /** The whole assignment under a new ownership; every partition waits for `seek`, and what was held is dropped. */
  readonly assign: (ownership: Ownership, partitions: readonly TopicPartition[]) => void;
  /** These are no longer fetched, and what is held of them is dropped. */
  readonly revoke: (partitions: readonly TopicPartition[]) => void;
  /** As `KafkaPort.seek`: false, and nothing done, under another ownership or for a partition that is not assigned. */
  readonly seek: (ownership: Ownership, partition: TopicPartition, offset: bigint) => boolean;
  readonly pause: (partitions: readonly TopicPartition[]) => void;
  readonly resume: (partitions: readonly TopicPartition[]) => void;
  /** As `KafkaPort.passTurn`. */
  readonly passTurn: (partition: TopicPartition) => void;
  /** As `KafkaPort.chunks`. */
  readonly chunks: (signal: AbortSignal) => Promise<Chunk[]>;
  /** As `KafkaPort.heldBytes`. */
  readonly heldBytes: () => number;
  /** From the last fetch answer, where there was one within `maxAgeMs`. */
  readonly lastBounds: (
    topic: string,
    partition: number,
    maxAgeMs: number,
  ) => PartitionBounds | undefined;
  /** Aborts what is under way; `chunks` answers with an empty list from then on. */
  readonly close: () => Promise<void>;
}

/** How the port makes its loop; `fetch/create-fetch-loop.ts` exports `createFetchLoop` of this type. */
export type CreateFetchLoop = (options: {
  readonly requests: BrokerRequests;
  readonly maxBytes: number;
  readonly maxPartitionBytes: number;
  readonly minBytes: number;
  readonly maxWaitMs: number;
  readonly rackId: string;
  /** Null: `chunks` throws OFFSET_OUT_OF_RANGE. Awaited; the partition rests meanwhile. A throw comes out of `chunks`. */
  readonly onOutOfRange: OutOfRangeHandler | null;
  /** A broker did not answer, a leader moved, a CRC failed and is fetched again: for the log, never fatal. */
  readonly onRetry: (action: string, attempt: number, delayMs: number, cause: Error) => void;
}) => FetchLoop;
