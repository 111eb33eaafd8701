import { createHash } from 'node:crypto';
import { SluiceError } from '../../../shared/errors.ts';
import type { EpochOwner } from '../../../shared/engine/exact/epoch-record.ts';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import { unpack } from '../../../shared/sink/compress/unpack.ts';
import { readPieces } from '../../../shared/sink/read-pieces.ts';
import type { Bucket } from '../audit/places.ts';
import { sizeOf } from '../run/recorded-chunk.ts';
import { parseRecord, type RecordedRecord } from '../run/recorded-record.ts';
import { type Line, splitLines } from '../run/split-lines.ts';
import { LineSet } from './line-set.ts';
import {
  type Begun,
  type LetterFilter,
  type LetterMarker,
  readLetterMarker,
  writeMarker,
} from './marker.ts';
import { replayedKey } from './replayed-key.ts';
import type { FailedRecord, ReplayHost } from './replay-host.ts';
import { idOf, replayWhole } from './replay-whole.ts';
import type { ReplaySummary } from './summary.ts';
import { sinksOf } from './sinks-of.ts';

/** Of key and value; a constant, so that batches are cut alike whenever they are made. */
const batchBytes = 16 * 1024 * 1024;
const batchRecords = 20_000;

export interface LetterReplay {
  readonly model: PipelineModel;
  readonly owner: EpochOwner;
  readonly sourceOf: (topic: string) => string;
  readonly host: ReplayHost;
  readonly filter: LetterFilter;
  readonly into: string;
  /** False: a try-out, after which everything is as it was. */
  readonly marks: boolean;
  /** Goes on with what was begun by other rules, although that may store it twice. */
  readonly allowsDuplicates: boolean;
  readonly summary: ReplaySummary;
  readonly signal: AbortSignal;
}

interface Letter {
  readonly line: number;
  readonly record: RecordedRecord;
  readonly code: string;
  readonly component: string;
}

/** A letter with the places that are still without it: sinks, or a component that is gone. */
interface Selected {
  readonly letter: Letter;
  readonly places: readonly string[];
}

const goneMark = 'component:';

/**
 * Replays one object of dead letters as far as it is not done yet. What is stored is noted beside it, line by line and
 * sink by sink, so that nothing is stored a second time and what fails again can be tried again.
 * @throws {SluiceError} STORE_*; EPOCH_CONFLICT where it was begun by other rules; INPUT_UNREADABLE where it has no lines
 */
export async function replayLetters(
  bucket: Bucket,
  key: string,
  replay: LetterReplay,
): Promise<void> {
  const { owner, into, marks, summary, signal } = replay;
  const source = `${bucket.place}/${key}`;
  const markerKey = replayedKey(owner, key, into);
  const known = marks ? await readLetterMarker(bucket.store, markerKey, signal) : null;
  const fresh: LetterMarker = { version: 1, source, into, revision: 0, left: null, begun: null };
  let marker = known ?? fresh;
  if (isDone(marker)) {
    summary.objectsBefore++;
    return;
  }
  if (marker.begun !== null) marker = await replayOnce(bucket, key, marker, marker.begun, replay);
  if (isDone(marker) || signal.aborted) return;
  const begun: Begun = {
    fingerprint: replay.model.fingerprint,
    openedAtMs: Date.now(),
    filter: replay.filter,
  };
  await replayOnce(bucket, key, marker, begun, replay);
}

function isDone({ left, begun }: LetterMarker): boolean {
  return begun === null && left !== null && Object.values(left).every(({ isEmpty }) => isEmpty);
}

/** @returns the marker as it is then */
async function replayOnce(
  bucket: Bucket,
  key: string,
  marker: LetterMarker,
  begun: Begun,
  replay: LetterReplay,
): Promise<LetterMarker> {
  const { model, allowsDuplicates, marks, owner, into, summary, signal } = replay;
  if (begun.fingerprint !== model.fingerprint && !allowsDuplicates) {
    throw new SluiceError(
      'EPOCH_CONFLICT',
      `${marker.source}: a replay by other rules was interrupted, and what it has stored may be stored again; ` +
        'allowed: the pipeline as it was then, or --allow-duplicates',
    );
  }
  const markerKey = replayedKey(owner, key, into);
  const left = new LeftLines();
  let batch: Selected[] = [];
  let bytes = 0;
  let batches = 0;
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    if (batches === 0 && marks) {
      await writeMarker(bucket.store, markerKey, { ...marker, begun }, signal);
    }
    batches++;
    const id = [marker.source, marker.revision, batches].join(' ');
    const selected = batch;
    batch = [];
    bytes = 0;
    await replayBatch(id, selected, begun, replay, left);
  };
  for await (const letter of lettersIn(bucket, key, summary)) {
    if (signal.aborted) return marker;
    const places = placesOf(letter, marker, replay);
    if (places.length === 0) continue;
    if (!matches(letter, begun.filter)) {
      left.notMeant(letter.line, places);
      continue;
    }
    batch.push({ letter, places });
    bytes += sizeOf(letter.record);
    if (bytes >= batchBytes || batch.length >= batchRecords) await flush();
    if (signal.aborted) return marker;
  }
  await flush();
  if (batches === 0 || signal.aborted) return marker;
  summary.objects++;
  const revision = marker.revision + 1;
  const settled: LetterMarker = { ...marker, revision, left: left.sets(), begun: null };
  if (marks) await writeMarker(bucket.store, markerKey, settled, signal);
  return settled;
}

/** Letters that are missing in the same sinks go together. */
async function replayBatch(
  id: string,
  selected: readonly Selected[],
  begun: Begun,
  replay: LetterReplay,
  left: LeftLines,
): Promise<void> {
  const { host, model, sourceOf, summary } = replay;
  const leftHere: [number, readonly string[]][] = [];
  for (const [name, group] of Map.groupBy(selected, groupOf)) {
    const places = group[0]?.places ?? [];
    const gone = places.filter((place) => place.startsWith(goneMark));
    const sinks = new Set(places.filter((place) => !gone.includes(place)));
    const records = group.map(({ letter }) => letter.record);
    summary.tried += records.length;
    const hash = createHash('sha256').update(`${id} ${name}`).digest('hex').slice(0, 15);
    const batch = { id: `r${hash}`, openedAtMs: begun.openedAtMs, sinks, records };
    const missingOf = ({ component, topic }: FailedRecord): readonly string[] =>
      (sinksOf(model, sourceOf(topic), component) ?? []).filter((sink) => sinks.has(sink));
    const failed = sinks.size === 0 ? [] : await replayWhole(host, batch, missingOf);
    const again = new Map<string, Set<string>>();
    for (const one of failed) {
      const without = missingOf(one);
      if (without.length === 0) continue;
      const missing = again.get(idOf(one)) ?? new Set();
      for (const sink of without) missing.add(sink);
      if (!again.has(idOf(one))) summary.failed(one.code, one);
      again.set(idOf(one), missing);
    }
    for (const { letter } of group) {
      const { record, line, component } = letter;
      if (gone.length > 0) {
        const reason = `its component '${component}' is not in the pipeline any more`;
        summary.failed('COMPONENT_GONE', { ...record, reason });
      }
      const missing = [...gone, ...(again.get(idOf(record)) ?? [])];
      if (missing.length > 0) leftHere.push([line, missing]);
    }
  }
  for (const [line, places] of leftHere.toSorted(([a], [b]) => a - b)) {
    left.failed(line, places);
  }
}

function groupOf({ letter, places }: Selected): string {
  return [...places, ...(letter.record.events === undefined ? [] : ['events'])].join(' ');
}

async function* lettersIn(
  { store, place }: Bucket,
  key: string,
  summary: ReplaySummary,
): AsyncGenerator<Letter> {
  const { signal } = new AbortController();
  const found = await store.head(key, signal);
  if (found === null) return;
  const packed = readPieces(store, key, found.byteLength, signal);
  try {
    for await (const line of splitLines(unpack(packed))) {
      const letter = letterOf(line);
      if (letter === null && line.number === 1) {
        summary.passedOver.push(`${place}/${key} holds no dead letters`);
        return;
      }
      if (letter !== null) yield letter;
      else throw new SluiceError('INPUT_UNREADABLE', `line ${line.number} is no dead letter`);
    }
  } catch (thrown) {
    if (thrown instanceof SluiceError && thrown.code !== 'INPUT_UNREADABLE') throw thrown;
    const reason = thrown instanceof Error ? thrown.message : 'unknown';
    throw new SluiceError('INPUT_UNREADABLE', `${place}/${key}: ${reason}`, { cause: thrown });
  }
}

/** Null: the line is none. */
function letterOf(line: Line): Letter | null {
  let found: Partial<Record<'code' | 'component' | 'events', unknown>> | null;
  try {
    found = JSON.parse(line.bytes.toString('utf8')) as typeof found;
  } catch {
    return null;
  }
  const { code, component, events } = found ?? {};
  if (typeof code !== 'string' || typeof component !== 'string') return null;
  const record = parseRecord(line, { topic: '', timestampMs: -1 });
  if (!Array.isArray(events)) return { line: line.number, record, code, component };
  return { line: line.number, record: { ...record, events: events.map(String) }, code, component };
}

function placesOf(
  { line, component, record }: Letter,
  { left }: LetterMarker,
  { model, sourceOf }: LetterReplay,
): readonly string[] {
  const source = sourceOf(record.topic);
  const resolve = (name: string): readonly string[] =>
    sinksOf(model, source, name) ?? [`${goneMark}${name}`];
  if (left === null) return resolve(component);
  const places = Object.keys(left).filter((place) => left[place]?.has(line) === true);
  // a sink that is gone is as good as a component that is
  return places.flatMap((place) =>
    resolve(place.startsWith(goneMark) ? place.slice(goneMark.length) : place),
  );
}

function matches({ code, record }: Letter, { codes, fromMs, untilMs }: LetterFilter): boolean {
  if (codes.length > 0 && !codes.includes(code)) return false;
  const { timestampMs } = record;
  if (fromMs !== null && timestampMs < fromMs) return false;
  return untilMs === null || (timestampMs >= 0 && timestampMs < untilMs);
}

/** Lines that are not stored everywhere, by place. */
class LeftLines {
  /** Those that were not meant, and those that failed: each rises by itself. */
  readonly #notMeant = new Map<string, LineSet>();
  readonly #failed = new Map<string, LineSet>();

  notMeant(line: number, places: readonly string[]): void {
    addTo(this.#notMeant, line, places);
  }

  failed(line: number, places: readonly string[]): void {
    addTo(this.#failed, line, places);
  }

  sets(): Readonly<Record<string, LineSet>> {
    const places = new Set([...this.#notMeant.keys(), ...this.#failed.keys()]);
    return Object.fromEntries(
      [...places].map((place) => {
        const sets = [this.#notMeant.get(place), this.#failed.get(place)];
        const ranges = sets.flatMap((set) => set?.toJSON() ?? []);
        return [place, new LineSet(ranges.toSorted(([a], [b]) => a - b))];
      }),
    );
  }
}

function addTo(sets: Map<string, LineSet>, line: number, places: readonly string[]): void {
  for (const place of places) {
    const set = sets.get(place) ?? new LineSet();
    sets.set(place, set);
    set.add(line);
  }
}
