import type { FetchModel, KafkaConnectionModel } from '../../../shared/pipeline/model.ts';
import type { Emit } from '../../../shared/telemetry/events.ts';
import type { OutOfRangeHandler } from './port.ts';

/** What one source's Kafka client is made from, whichever library stands behind it. */
export interface KafkaPortOptions {
  readonly connection: KafkaConnectionModel;
  /** Names and `^` patterns. */
  readonly topics: readonly string[];
  readonly groupId: string;
  /** A name of this process that lasts over restarts (KIP-345); null: a dynamic member. */
  readonly groupInstanceId: string | null;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly fetch: FetchModel;
  /** Gets `kafka_retry`; what the group does goes to the listener of `join` alone. */
  readonly emit: Emit;
  readonly sourceName: string;
  /** Null: a position outside the log comes out of `chunks` as OFFSET_OUT_OF_RANGE. */
  readonly onOutOfRange: OutOfRangeHandler | null;
  /** How often topics and partitions are looked at; 60 s. */
  readonly metadataMaxAgeMs?: number;
  /** Takes the library's own log lines; they are dropped without it. */
  readonly debug?: (line: string) => void;
}
