import { crc32 } from 'node:zlib';
import { SluiceError } from '../../errors.ts';
import { unpack } from '../../sink/compress/unpack.ts';
import type { ObjectStore } from '../../sink/object-store.ts';
import { readPieces } from '../../sink/read-pieces.ts';
import type { Emit } from '../../telemetry/events.ts';
import type { EpochObject } from '../epoch.ts';
import { storeUntilDone } from '../store-until-done.ts';
import { isGrown } from './object-metadata.ts';

/** What we would have stored under a key that is taken. */
export interface OurObject {
  readonly key: string;
  /** As of an object that is stored at once. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Of our own upload to the key; null: there was none. */
  readonly uploadId: string | null;
  /** Asked of an object that has grown: whether the epoch it is of was read when the log held more of it, or less. */
  readonly isOfOthers: () => Promise<boolean>;
}

/** What tells whose object it is, and what is in it. */
const ofContent = ['sluice-next', 'sluice-events', 'sluice-crc32', 'sluice-incarnation'] as const;
/** What an object that has grown says of itself. */
const ofOrigin = [
  'sluice-pipeline',
  'sluice-first',
  'sluice-fingerprint',
  'sluice-incarnation',
] as const;
/** What tells that it is the same epoch, though of other records. */
const ofEpoch = [...ofOrigin, 'sluice-next'] as const;

/**
 * Whether what lies under our key is what we would have stored there, by HEAD. An object that has grown was begun
 * before its content was known and says nothing of it: whether it is in parts or in one depends on the memory that was
 * free, so whoever does an epoch again may find the other kind. Such an object is read; one that our own upload has
 * made, and whose answer was lost, is not. What an earlier attempt stored when the log held more (or less) of the same
 * epoch is ours, too: it stays as it is.
 * @throws {SluiceError} EPOCH_CONFLICT where it is another
 */
export async function compareStored(
  { destination: { sink }, object }: EpochObject,
  store: ObjectStore,
  { key, metadata, uploadId, isOfOthers }: OurObject,
  signal: AbortSignal,
  emit: Emit,
): Promise<void> {
  const found = await storeUntilDone(sink, () => store.head(key, signal), signal, emit);
  if (found === null) return;
  const theirs = found.done?.metadata ?? {};
  const conflict = (difference: string): SluiceError =>
    new SluiceError(
      'EPOCH_CONFLICT',
      `${store.location}/${key} is there already, and it is not ours: ${difference}`,
    );
  if (isOfOtherRecords(metadata, theirs)) return;
  const grown = isGrown(theirs);
  for (const name of grown ? ofOrigin : ofContent) {
    if (theirs[name] === metadata[name]) continue;
    throw conflict(`its ${name} is ${theirs[name] ?? 'missing'}, not ${metadata[name]}`);
  }
  if (!grown || (uploadId !== null && theirs['sluice-upload'] === uploadId)) return;
  const byteLength = found.done?.byteLength ?? 0;
  const read = (): Promise<StoredContent> => contentOf(store, key, byteLength, signal);
  const content = await storeUntilDone(sink, read, signal, emit);
  if (content === null) return;
  const { done } = content;
  if ('fault' in done) throw conflict(`it cannot be unpacked: ${done.fault}`);
  const isSame = done.byteLength === object.rawBytes && done.crc32 === object.contentCrc32;
  if (isSame || (await isOfOthers())) return;
  if (done.byteLength !== object.rawBytes) {
    throw conflict(`its content has ${done.byteLength} bytes, not ${object.rawBytes}`);
  }
  throw conflict(`its content has CRC32 ${done.crc32}, not ${object.contentCrc32}`);
}

/** Whether two objects with the same key are of one epoch, done at times when its log held different records. */
export function isOfOtherRecords(
  ours: Readonly<Record<string, string>>,
  theirs: Readonly<Record<string, string>>,
): boolean {
  const records = theirs['sluice-records'];
  if (records === undefined || records === ours['sluice-records']) return false;
  return ofEpoch.every((name) => theirs[name] === ours[name]);
}

type StoredContent =
  { readonly byteLength: number; readonly crc32: string } | { readonly fault: string };

async function contentOf(
  store: ObjectStore,
  key: string,
  byteLength: number,
  signal: AbortSignal,
): Promise<StoredContent> {
  let sum = 0;
  let length = 0;
  try {
    for await (const piece of unpack(readPieces(store, key, byteLength, signal))) {
      sum = crc32(piece, sum);
      length += piece.length;
    }
  } catch (thrown) {
    if (thrown instanceof SluiceError || signal.aborted) throw thrown;
    return { fault: thrown instanceof Error ? thrown.message : 'unknown' };
  }
  return { byteLength: length, crc32: sum.toString(16).padStart(8, '0') };
}
