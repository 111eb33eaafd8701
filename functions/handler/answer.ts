import { SluiceError } from '../../shared/errors.ts';
import type { EventPartition, MskEvent } from './event.ts';
import type { Failures } from './run-event.ts';

/**
 * What a mapping with `ReportBatchItemFailures` understands: nothing in it is a success.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
 */
export interface BatchAnswer {
  readonly batchItemFailures: readonly {
    readonly itemIdentifier: { readonly partition: string; readonly offset: number };
  }[];
}

/** Told in the message of an invocation that failed; the log has all of them. */
const shownReasons = 5;

/**
 * Tells Lambda what has to come again. Without item reporting any answer at all is a success, so a failure has to be
 * thrown; with it, every record of a failed partition is named, as the mapping sends again exactly these.
 * @throws {SluiceError} INVOCATION_FAILED where something failed that cannot be named
 */
export function answerOf(
  { partitions, damaged }: MskEvent,
  failures: Failures,
  reportsItems: boolean,
): BatchAnswer | null {
  if (failures.size === 0 && damaged.length === 0) {
    return reportsItems ? { batchItemFailures: [] } : null;
  }
  const failed = [
    ...partitions.filter(({ name }) => failures.has(name)).map(withOffsets),
    ...damaged,
  ];
  // an offset that is not in the batch would fail all of it, and without one it would pass for stored
  const nameable = failed.every(({ offsets }) => offsets.length > 0);
  if (!reportsItems || !nameable) throw failure(failures, damaged);
  return {
    batchItemFailures: failed.flatMap(({ name, offsets }) =>
      offsets.map((offset) => ({ itemIdentifier: { partition: name, offset } })),
    ),
  };
}

function withOffsets({ name, records }: EventPartition): { name: string; offsets: number[] } {
  return { name, offsets: records.map(({ offset }) => offset) };
}

function failure(failures: Failures, damaged: MskEvent['damaged']): SluiceError {
  const all = new Map([...failures, ...damaged.map(({ name, error }) => [name, error] as const)]);
  const reasons = [...all].slice(0, shownReasons).map(([name, error]) => {
    return `${name}: ${error.code}: ${error.message}`;
  });
  if (all.size > shownReasons) reasons.push(`and ${all.size - shownReasons} more`);
  const [cause] = all.values();
  return new SluiceError(
    'INVOCATION_FAILED',
    `${all.size} of the partitions in the event are not stored; ${reasons.join('; ')}`,
    { cause },
  );
}
