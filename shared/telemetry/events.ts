/**
 * Everything worth telling, by name: each event gives one log line (or none) and moves the metrics, so the two never
 * disagree. Per chunk, object or commit, never per record.
 */
import type { SluiceError } from '../errors.ts';
import type { RejectionCode } from '../record.ts';

/** Why an epoch ended. */
export type CutReason =
  | 'size'
  | 'count'
  | 'schemas'
  | 'age'
  | 'memory'
  | 'disk'
  | 'shutdown'
  | 'reset'
  | 'recovered'
  | 'end';

/** Why the journal of an epoch is of no use: what it does not go with. `partition`: nobody asked for it. */
export type JournalReason =
  'damaged' | 'rules' | 'incarnation' | 'log' | 'ledger' | 'offset' | 'partition';

export type TelemetryEvent =
  | { readonly name: 'started'; readonly pipeline: string; readonly version: string }
  | {
      readonly name: 'chunk_received';
      readonly source: string;
      readonly topic: string;
      readonly partition: number;
      readonly records: number;
      readonly bytes: number;
    }
  /**
   * `records` of the source that were dropped on purpose: by a filter, as tombstones, or by `onRejection: 'drop'`; or that
   * went into an event that others made, too.
   */
  | {
      readonly name: 'records_dropped';
      readonly component: string;
      readonly reason: 'filter' | 'merged' | 'tombstone' | 'rejected';
      readonly records: number;
    }
  /**
   * `events` that a component sent to one of several outputs. `output` null: how many more events it made than it was
   * given, where one became several.
   */
  | {
      readonly name: 'events_sent';
      readonly component: string;
      readonly output: string | null;
      readonly events: number;
    }
  /** Sampled for the log by the receiver; `offset` is that of the first one. */
  | {
      readonly name: 'records_rejected';
      readonly component: string;
      readonly code: RejectionCode;
      readonly records: number;
      readonly topic: string;
      readonly partition: number;
      readonly offset: bigint;
      readonly reason: string;
    }
  | {
      readonly name: 'epoch_cut';
      readonly source: string;
      readonly topic: string;
      readonly partition: number;
      readonly reason: CutReason;
      readonly records: number;
      readonly ageMs: number;
    }
  /** An epoch had more prefixes than it may; in dense mode partition and offset are those of its first records. */
  | {
      readonly name: 'prefixes_overflowed';
      readonly source: string;
      readonly sink: string;
      readonly topic: string;
      readonly partition: number;
      readonly first: bigint;
      /** Events that went to the overflow. */
      readonly events: number;
      readonly maxPrefixes: number;
    }
  | {
      readonly name: 'object_stored';
      readonly sink: string;
      readonly key: string;
      readonly events: number;
      readonly rawBytes: number;
      readonly bytes: number;
      readonly durationMs: number;
      readonly deadLetter: boolean;
    }
  /** A sink that keeps nothing has taken events; `total` in this process, where the log is to say it. */
  | {
      readonly name: 'events_shown';
      readonly sink: string;
      readonly events: number;
      readonly total: number | null;
    }
  | {
      readonly name: 'store_retry';
      readonly sink: string;
      readonly attempt: number;
      readonly delayMs: number;
      readonly error: SluiceError;
    }
  /** A registry was asked for a schema and did not give it; it is asked again. `schema`: its id; null: at the start. */
  | {
      readonly name: 'schema_retry';
      readonly source: string;
      readonly schema: string | null;
      readonly attempt: number;
      readonly delayMs: number;
      readonly error: SluiceError;
    }
  /** A registry that answers did not have it for as long as it may be waited for: its records become dead letters. */
  | {
      readonly name: 'schema_given_up';
      readonly source: string;
      readonly schema: string;
      readonly afterMs: number;
    }
  | {
      readonly name: 'offsets_committed';
      readonly source: string;
      readonly partitions: number;
      readonly durationMs: number;
    }
  | {
      readonly name: 'commit_failed';
      readonly source: string;
      readonly topic: string;
      readonly partition: number;
      readonly outcome: 'fenced' | 'unknown' | 'refused';
      readonly reason: string | null;
    }
  /** Everything of an hour is stored, and its marker is there; `hour` as 2026-11-25T10, in UTC. */
  | {
      readonly name: 'hour_complete';
      readonly source: string;
      readonly topic: string;
      readonly hour: string;
    }
  | { readonly name: 'rebalance_started'; readonly source: string; readonly generation: number }
  | {
      readonly name: 'partitions_assigned';
      readonly source: string;
      readonly generation: number;
      readonly memberId: string;
      readonly partitions: readonly string[];
    }
  | {
      readonly name: 'partitions_lost';
      readonly source: string;
      readonly partitions: readonly string[];
    }
  | {
      readonly name: 'offset_reset';
      readonly source: string;
      readonly topic: string;
      readonly partition: number;
      readonly from: bigint;
      readonly to: bigint;
      readonly policy: string;
    }
  | {
      readonly name: 'epoch_maybe_doubled';
      readonly source: string;
      readonly topic: string;
      readonly partition: number;
      readonly first: bigint;
      readonly next: bigint;
      /** Why it is published under other keys than it was begun: other rules, or the log has lost records since. */
      readonly reason: 'rules' | 'compacted';
    }
  | { readonly name: 'consumer_restarted'; readonly source: string; readonly error: SluiceError }
  | {
      readonly name: 'kafka_retry';
      readonly source: string;
      readonly action: string;
      readonly attempt: number;
      readonly delayMs: number;
      readonly error: SluiceError;
    }
  | {
      readonly name: 'memory_pressure';
      readonly heldBytes: number;
      readonly maxBytes: number;
      readonly fetchPaused: boolean;
    }
  | {
      readonly name: 'disk_pressure';
      readonly heldBytes: number;
      readonly maxBytes: number;
      readonly fetchPaused: boolean;
    }
  /** An epoch goes on from the disk: its records from `first` to `next` are not fetched again. */
  | {
      readonly name: 'journal_restored';
      readonly source: string;
      readonly topic: string;
      readonly partition: number;
      readonly first: bigint;
      readonly next: bigint;
      readonly records: number;
      readonly bytes: number;
    }
  | {
      readonly name: 'journal_deleted';
      readonly source: string;
      readonly topic: string;
      readonly partition: number;
      readonly first: bigint;
      readonly reason: JournalReason;
      readonly detail: string;
    }
  /** A file that ends within a compressed member, as a killed process leaves it: it has another name now, and a new one is begun. */
  | {
      readonly name: 'file_set_aside';
      readonly sink: string;
      readonly path: string;
      readonly aside: string;
    }
  | { readonly name: 'shutdown_started'; readonly signal: string; readonly timeoutSecs: number }
  | {
      readonly name: 'shutdown_finished';
      readonly durationMs: number;
      readonly recordsLeft: number;
      readonly clean: boolean;
    }
  /** Of the Lambda function: partitions of which something is not stored have failed as a whole. */
  | {
      readonly name: 'invocation_finished';
      readonly partitions: number;
      readonly failed: number;
      readonly records: number;
    }
  | { readonly name: 'fatal'; readonly error: SluiceError };

/** Takes events; never throws, never blocks. */
export type Emit = (event: TelemetryEvent) => void;

/** What is read when somebody looks, not pushed. */
export interface Gauges {
  readonly partitions: () => readonly PartitionGauge[];
  /** Bytes in open objects, in objects being published, and fetched but not processed. */
  readonly heldBytes: () => {
    readonly open: number;
    readonly publishing: number;
    readonly fetched: number;
  };
  readonly openObjects: () => number;
  /** Partitions of each source that wait for a schema; left out where no host can. */
  readonly schemaWaits?: () => Iterable<readonly [source: string, partitions: number]>;
  /** Bytes in the data directory; left out, or null, where memory is the buffer. */
  readonly diskBytes?: () => number | null;
}

export interface PartitionGauge {
  readonly source: string;
  readonly topic: string;
  readonly partition: number;
  /** High watermark minus committed offset, at least 0; null while either is unknown. */
  readonly lag: number | null;
  /** Age of the oldest record taken and not committed, by its own time where it has one; 0: none. */
  readonly oldestUncommittedMs: number;
  /**
   * Time up to which every record that has come is stored, ms since 1970; 0: not known yet. Null where nobody can tell,
   * because offsets do not wait for storage.
   */
  readonly completeUntilMs: number | null;
}

/** Whether the process lives, and whether it does its work. */
export interface HealthCheck {
  readonly alive: () => { readonly ok: boolean; readonly reason: string };
  readonly ready: () => { readonly ok: boolean; readonly reason: string };
}
