import { SluiceError } from '../../../shared/errors.ts';
import type { KeeperStore } from '../../../shared/sink/object-store.ts';
import { LineSet } from './line-set.ts';
import { recordObject } from '../../../shared/sink/record-object.ts';

/** Which dead letters are meant. */
export interface LetterFilter {
  /** Empty: all. */
  readonly codes: readonly string[];
  /** Time of the record, milliseconds since 1970; null: no limit. */
  readonly fromMs: number | null;
  readonly untilMs: number | null;
}

/** What was begun and may be half done: whoever goes on does the very same. */
export interface Begun {
  readonly fingerprint: string;
  readonly openedAtMs: number;
  readonly filter: LetterFilter;
}

/**
 * How far a dead-letter object was replayed. Written twice for each time: before the first object is stored, and after
 * the last one.
 *
 *     nothing ──▶ begun ──▶ settled, with what is left ──▶ begun ──▶ …
 */
export interface LetterMarker {
  readonly version: 1;
  readonly source: string;
  readonly into: string;
  /** How often it was settled: part of the keys, since what is left is replayed in other batches. */
  readonly revision: number;
  /** Lines that are still to be stored, by sink; null: all, each where its component says. */
  readonly left: Readonly<Record<string, LineSet>> | null;
  readonly begun: Begun | null;
}

/** A range that was asked for, with the offsets that it was when it was asked for first. */
export interface RangeMarker {
  readonly version: 1;
  readonly ranges: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly first: string;
    readonly next: string;
  }[];
  readonly fingerprint: string;
  readonly openedAtMs: number;
  readonly isDone: boolean;
}

/** @throws {SluiceError} STORE_*; INPUT_UNREADABLE where it is no marker of this version */
export async function readLetterMarker(
  store: KeeperStore,
  key: string,
  signal: AbortSignal,
): Promise<LetterMarker | null> {
  const marker = (await readJson(store, key, signal)) as LetterMarker | null;
  if (marker === null || marker.left === null) return marker;
  const left = Object.entries(marker.left).map(([name, ranges]) => [
    name,
    new LineSet(ranges as unknown as readonly (readonly [number, number])[]),
  ]);
  return { ...marker, left: Object.fromEntries(left) as Record<string, LineSet> };
}

/** @throws {SluiceError} as `readLetterMarker` */
export async function readRangeMarker(
  store: KeeperStore,
  key: string,
  signal: AbortSignal,
): Promise<RangeMarker | null> {
  return (await readJson(store, key, signal)) as RangeMarker | null;
}

export async function writeMarker(
  store: KeeperStore,
  key: string,
  marker: LetterMarker | RangeMarker,
  signal: AbortSignal,
): Promise<void> {
  const body = Buffer.from(`${JSON.stringify(marker)}\n`);
  await store.put(recordObject(key, body), signal);
}

async function readJson(store: KeeperStore, key: string, signal: AbortSignal): Promise<unknown> {
  const body = await store.get(key, signal);
  if (body === null) return null;
  let found: unknown;
  try {
    found = JSON.parse(body.toString('utf8'));
  } catch {
    found = null;
  }
  const isOurs =
    typeof found === 'object' && found !== null && (found as { version?: unknown }).version === 1;
  if (isOurs) return found;
  throw new SluiceError('INPUT_UNREADABLE', `${store.location}/${key} is no marker of a replay`);
}
