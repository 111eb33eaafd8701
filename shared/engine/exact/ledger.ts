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
}

const mark = 'sluice1:';
const anyMark = /^sluice(\d+):/;

/** The broker's default limit for the string (`offset.metadata.max.bytes`). */
export const maxLedgerBytes = 4096;

/** As ASCII, so that bytes and characters are the same. */
export function formatLedger(ledger: Ledger): string {
  const { pipeline, incarnation, next, openedAtMs, fingerprint, variant, onlyKey } = ledger;
  const fields = [
    pipeline,
    incarnation,
    String(next),
    openedAtMs,
    fingerprint,
    variant ?? '',
    onlyKey ?? '',
  ];
  return mark + JSON.stringify(fields).replaceAll(/[^ -~]/g, escapeUnit);
}

/**
 * Null where the string is no ledger: empty, or somebody else's note.
 * @throws {SluiceError} LEDGER_UNREADABLE where a newer Sluice wrote it, or it is damaged; LEDGER_FOREIGN where it is
 *   another pipeline's
 */
export function parseLedger(metadata: string, pipeline: string, place: string): Ledger | null {
  const marked = anyMark.exec(metadata);
  if (marked === null) return null;
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
      `${place}: the group's ledger is damaged: ${metadata.length} characters that are not seven fields`,
    );
  }
  if (ledger.pipeline === pipeline) return ledger;
  throw new SluiceError(
    'LEDGER_FOREIGN',
    `${place}: the group holds an unfinished epoch of the pipeline '${ledger.pipeline}', and this is '${pipeline}'`,
  );
}

function fieldsOf(json: string): Ledger | null {
  let fields: unknown;
  try {
    fields = JSON.parse(json);
  } catch {
    return null;
  }
  if (!Array.isArray(fields)) return null;
  const [pipeline, incarnation, next, openedAtMs, fingerprint, variant, onlyKey] =
    fields as unknown[];
  if (typeof pipeline !== 'string' || typeof incarnation !== 'string') return null;
  if (typeof next !== 'string' || !/^\d{1,19}$/.test(next)) return null;
  if (typeof openedAtMs !== 'number' || typeof fingerprint !== 'string') return null;
  if (typeof variant !== 'string' || typeof onlyKey !== 'string') return null;
  return {
    pipeline,
    incarnation,
    next: BigInt(next),
    openedAtMs,
    fingerprint,
    variant: variant === '' ? null : variant,
    onlyKey: onlyKey === '' ? null : onlyKey,
  };
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
