import type { Redo } from '../../shared/engine/redo.ts';
import {
  type EpochOwner,
  type EpochRecord,
  epochRecordKey,
} from '../../shared/engine/exact/epoch-record.ts';
import { type Ledger, parseLedger } from '../../shared/engine/exact/ledger.ts';
import { findObject, isStored } from '../../shared/engine/exact/stored-epoch.ts';
import { SluiceError } from '../../shared/errors.ts';
import { partitionKey, type TopicPartition } from '../../shared/record.ts';
import type { ObjectStore } from '../../shared/sink/object-store.ts';
import type { CommittedOffset, PartitionBounds } from './kafka/port.ts';

/** How a partition is begun that was just assigned. */
export interface Takeover {
  readonly at: TopicPartition;
  /** Where reading begins; to be committed first where that is not the committed offset. */
  readonly position: bigint;
  /** The epoch that has to be published first, exactly as it was begun. */
  readonly redo: Redo | null;
  /** That epoch was begun by other rules: what they had stored of it stays, and is there twice then. */
  readonly maybeDoubled: boolean;
}

export interface TakeoverRules extends EpochOwner {
  readonly fingerprint: string;
  readonly incarnationOf: (topic: string) => string;
  /** Of all sinks; the first one holds the epoch records of the source. */
  readonly stores: readonly ObjectStore[];
}

/**
 * Reads what the one before us has left in the offset commit and decides how to go on.
 *
 *     no ledger ─────────────────────────────────▶ read on from the offset
 *     ledger, our rules ─────────────────────────▶ read [first, next) again, publish the same epoch
 *     ledger, other rules, all its objects there ▶ commit next, read on from there
 *     ledger, other rules, something missing ────▶ publish [first, next) by our rules, under keys of their own
 *     ledger, but its records are gone ──────────▶ as above if all its objects are there, otherwise stop
 *
 * @throws {SluiceError} LEDGER_FOREIGN, LEDGER_UNREADABLE, LOG_TRUNCATED, EPOCH_LOST
 */
export async function takeOver(
  committed: CommittedOffset,
  bounds: PartitionBounds | undefined,
  rules: TakeoverRules,
  signal: AbortSignal,
): Promise<Takeover> {
  const { topic, partition, offset } = committed;
  const at = { topic, partition };
  const place = partitionKey(topic, partition);
  const ledger = parseLedger(committed.metadata, rules.pipeline, place);
  if (ledger === null) return { at, position: offset, redo: null, maybeDoubled: false };
  const { next, openedAtMs } = ledger;
  checkIncarnation(ledger, rules.incarnationOf(topic), place);
  if (bounds !== undefined && bounds.highWatermark < next) {
    throw new SluiceError(
      'LOG_TRUNCATED',
      `${place}: an epoch from ${offset} to ${next} was begun, and the log ends at ${bounds.highWatermark}`,
    );
  }
  const sameRules = ledger.fingerprint === rules.fingerprint;
  const readable = bounds === undefined || bounds.logStart <= offset;
  if (sameRules && readable) {
    const { variant, onlyKey, givenUp } = ledger;
    const redo = { next, openedAtMs, variant, onlyKey, givenUp };
    return { at, position: offset, redo, maybeDoubled: false };
  }
  if (await isFinished(ledger, committed, rules, signal)) {
    return { at, position: next, redo: null, maybeDoubled: false };
  }
  if (!readable) {
    throw new SluiceError(
      'EPOCH_LOST',
      `${place}: an epoch from ${offset} to ${next} was begun and not finished, and the log now begins at ` +
        `${bounds.logStart}; to give it up, commit offset ${next}`,
    );
  }
  // by other rules it is another epoch: what it does without is written into a ledger of its own
  const redo = { next, openedAtMs, variant: rules.fingerprint, onlyKey: null, givenUp: null };
  return { at, position: offset, redo, maybeDoubled: true };
}

function checkIncarnation(ledger: Ledger, incarnation: string, place: string): void {
  if (ledger.incarnation === '' || incarnation === '' || ledger.incarnation === incarnation) return;
  throw new SluiceError(
    'LOG_TRUNCATED',
    `${place}: an epoch was begun in topic ${ledger.incarnation}, and the topic of that name is now ${incarnation}: ` +
      'it was deleted and made again',
  );
}

/** Whether every object of the epoch is stored, as its record or, of one object, that object itself says. */
async function isFinished(
  ledger: Ledger,
  committed: CommittedOffset,
  rules: TakeoverRules,
  signal: AbortSignal,
): Promise<boolean> {
  const { stores } = rules;
  const [records] = stores;
  if (records === undefined) return false;
  const [first, next] = [String(committed.offset), String(ledger.next)];
  const { onlyKey: key } = ledger;
  // done again it may have grown, and has a record then
  if (key !== null && (await findObject({ key, first, next }, stores, signal)) === 'whole') {
    return true;
  }
  const recordKey = epochRecordKey(rules, committed, committed.offset, ledger.variant);
  const body = await records.get(recordKey, signal);
  if (body === null) return false;
  const record = JSON.parse(body.toString('utf8')) as EpochRecord;
  return record.next === next && (await isStored(record, stores, signal));
}
