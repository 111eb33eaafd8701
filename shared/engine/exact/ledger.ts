import { SluiceError } from '../../errors.ts';

/**
 * The epoch that is being published, as it stands in the metadata string of the Kafka offset commit (whose offset is the
 * epoch's first): all that whoever comes next needs to publish the very same epoch again.
 */
export interface Ledger {
  readonly pipeline: string;
  /** Which life of the topic: a topic that was deleted and made again begins anew at offset 0. Empty: not known. */
  readonly incarnation: string;
  /** Where the epoch ends; not part of it. */
  readonly next: bigint;
  readonly openedAtMs: number;
  /** Of the pipeline whose rules made the epoch. */
  readonly fingerprint: string;
  /** Set where the epoch was begun by other rules and is done again by these: part of its keys then. */
  readonly variant: string | null;
  /** The key of the epoch's only object, where it has just one and needs no record on S3. */
  readonly onlyKey: string | null;
  /** Ids of the schemas that the epoch had to do without: their records are dead letters in it, and no others are so. */
  readonly givenUp: readonly string[];
}

const mark = 'sluice1:';
const anyMark = /^sluice(\d+):/;

/**
 * In place of a ledger while `sluice reset` is at work on a partition: whoever is assigned it meanwhile stops, and a
 * reset that was interrupted knows where it came from. Any Sluice reads it as a ledger that is not for it.
 */
export interface ResetMark {
  readonly pipeline: string;
  /** Up to where the group had got; null: it had no offset. */
  readonly from: bigint | null;
  /** What was asked for: the offset beside it may be another. */
  readonly target: bigint;
}

const resetMark = 'sluice0:';

export function formatResetMark({ pipeline, from, target }: ResetMark): string {
  return (
    resetMark + JSON.stringify([pipeline, from === null ? null : String(from), String(target)])
  );
}

/** Null where it is none. */
export function parseResetMark(metadata: string): ResetMark | null {
  if (!metadata.startsWith(resetMark)) return null;
  const fields = jsonOf(metadata.slice(resetMark.length));
  if (!Array.isArray(fields)) return null;
  const [pipeline, from, target] = fields as unknown[];
  if (typeof pipeline !== 'string' || !isOffset(target)) return null;
  if (from !== null && !isOffset(from)) return null;
  return { pipeline, from: from === null ? null : BigInt(from), target: BigInt(target) };
}

const resetNote = /^reset to (\d{1,19})$/;

/** What stays beside the offset of a reset that is done, until something is consumed: no ledger, just what was asked for. */
export function formatResetNote(target: bigint): string {
  return `reset to ${target}`;
}

export function parseResetNote(metadata: string): bigint | null {
  const target = resetNote.exec(metadata)?.[1];
  return target === undefined ? null : BigInt(target);
}

/** The broker's default limit for the string (`offset.metadata.max.bytes`). */
export const maxLedgerBytes = 4096;

/** As ASCII, so that bytes and characters are the same. */
export function formatLedger(ledger: Ledger): string {
  const { pipeline, incarnation, next, openedAtMs, fingerprint, variant, onlyKey, givenUp } =
    ledger;
  const fields = [
    pipeline,
    incarnation,
    String(next),
    openedAtMs,
    fingerprint,
    variant ?? '',
    onlyKey ?? '',
    // left out where there are none, as it was before there were schemas: whoever knows of none needs it not
    ...(givenUp.length === 0 ? [] : [givenUp]),
  ];
  return mark + JSON.stringify(fields).replaceAll(/[^ -~]/g, escapeUnit);
}

/**
 * Null where the string is no ledger: empty, or somebody else's note.
 * @throws {SluiceError} LEDGER_UNREADABLE where a newer Sluice wrote it, or it is damaged; LEDGER_FOREIGN where it is
 *   another pipeline's; RESET_UNFINISHED
 */
export function parseLedger(metadata: string, pipeline: string, place: string): Ledger | null {
  const marked = anyMark.exec(metadata);
  if (marked === null) return null;
  if (marked[0] === resetMark) {
    throw new SluiceError(
      'RESET_UNFINISHED',
      `${place}: a 'sluice reset' of the group was begun and not finished; its objects may be half deleted`,
    );
  }
  if (marked[0] !== mark) {
    throw new SluiceError(
      'LEDGER_UNREADABLE',
      `${place}: the group's ledger has version ${marked[1]}; this Sluice reads version 1`,
    );
  }
  const ledger = fieldsOf(metadata.slice(mark.length));
  if (ledger === null) {
    throw new SluiceError(
      'LEDGER_UNREADABLE',
      `${place}: the group's ledger is damaged: ${metadata.length} characters that are not seven or eight fields`,
    );
  }
  if (ledger.pipeline === pipeline) return ledger;
  throw new SluiceError(
    'LEDGER_FOREIGN',
    `${place}: the group holds an unfinished epoch of the pipeline '${ledger.pipeline}', and this is '${pipeline}'`,
  );
}

function fieldsOf(json: string): Ledger | null {
  const fields = jsonOf(json);
  if (!Array.isArray(fields)) return null;
  const [pipeline, incarnation, next, openedAtMs, fingerprint, variant, onlyKey, givenUp = []] =
    fields as unknown[];
  if (typeof pipeline !== 'string' || typeof incarnation !== 'string') return null;
  if (!isOffset(next)) return null;
  if (typeof openedAtMs !== 'number' || typeof fingerprint !== 'string') return null;
  if (typeof variant !== 'string' || typeof onlyKey !== 'string') return null;
  if (!isTexts(givenUp)) return null;
  return {
    pipeline,
    incarnation,
    next: BigInt(next),
    openedAtMs,
    fingerprint,
    variant: variant === '' ? null : variant,
    onlyKey: onlyKey === '' ? null : onlyKey,
    givenUp,
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isOffset(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,19}$/.test(value);
}

function jsonOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
