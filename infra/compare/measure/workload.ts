import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import { SluiceError } from '../../../shared/errors.ts';
import { tryPipeline } from '../../../functions/cli/try-pipeline.ts';
import { deviceEvents } from '../../demo/events/device-events.ts';

/** A record as it is produced; its partition and time are those of its number. */
export interface WorkloadRecord {
  readonly key: Buffer | null;
  readonly value: Buffer;
}

/** What the topic is filled with. */
export interface Workload {
  readonly name: string;
  readonly recordOf: (number: number) => WorkloadRecord;
}

const seed = 20_241_228;
/** So many different events take turns, within so many bytes: compressors do not see the same lines again within an object. */
const mostDifferent = 100_003;
const mostBytes = 40_000_000;
const words = ['north', 'pressure', 'valve', 'Zürich', 'ok', 'rising', 'battery', '東京', 'hall'];

/** The demo's device events, the sound ones. @param recordBytes key and value, on average, by text that is added */
export function deviceWorkload(recordBytes: number | null): Workload {
  const different = Math.min(mostDifferent, Math.ceil(mostBytes / (recordBytes ?? 200)));
  const eventOf = deviceEvents({ seed, count: different });
  const made = Array.from({ length: different }, (_, number): WorkloadRecord => {
    const { key, value, sound } = eventOf(number);
    // what is broken in the demo is the one before here
    if (sound === null || typeof value !== 'string') return filled(eventOf(0), null);
    return filled({ key, value }, recordBytes);
  });
  const what = recordBytes === null ? '' : `, filled up to ${recordBytes} bytes`;
  return { name: `device events of the demo${what}`, recordOf: (number) => cycle(made, number) };
}

function filled(
  { key, value }: { readonly key: string; readonly value: string | Buffer },
  recordBytes: number | null,
): WorkloadRecord {
  const body = value.toString();
  const bytes = Buffer.byteLength(body) + Buffer.byteLength(key);
  const room = (recordBytes ?? 0) - bytes - ',"note":""'.length;
  if (room <= 0) return { key: Buffer.from(key), value: Buffer.from(body) };
  const next = generator(body);
  let note = '';
  let length = 0;
  while (length < room) {
    const random = next();
    const word = `${words[random % words.length] ?? ''} ${(random >>> 8) % 10_000} `;
    length += Buffer.byteLength(word);
    note += word;
  }
  return { key: Buffer.from(key), value: Buffer.from(`${body.slice(0, -1)},"note":"${note}"}`) };
}

/** Other numbers for each text, the same at every run (xorshift). */
function generator(text: string): () => number {
  let state = crc32(text) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>>= 0);
  };
}

function cycle<T>(items: readonly T[], number: number): T {
  const item = items[number % items.length];
  if (item === undefined) throw new SluiceError('INTERNAL', 'an empty workload');
  return item;
}

/** Enough to be different, few enough to be held. */
const mostRecords = 100_000;

/**
 * The lines of a file as values, over and over.
 * @param pipeline what has to decode them
 * @throws {SluiceError} INPUT_UNREADABLE: no such file, an empty one, or a line that the pipeline does not take
 */
export async function fileWorkload(path: string, pipeline: unknown): Promise<Workload> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new SluiceError('INPUT_UNREADABLE', `--payload: ${path} cannot be read`, { cause });
  });
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const records = lines
    .slice(0, mostRecords)
    .map((line) => ({ key: null, value: Buffer.from(line) }));
  return recordedWorkload(`lines of ${basename(path)}`, '--payload', records, pipeline);
}

/**
 * Records that were taken from somewhere, over and over.
 * @param option what named them
 * @throws {SluiceError} INPUT_UNREADABLE: there are none, or one that the pipeline does not take
 */
export async function recordedWorkload(
  name: string,
  option: string,
  records: readonly WorkloadRecord[],
  pipeline: unknown,
): Promise<Workload> {
  if (records.length === 0) {
    throw new SluiceError('INPUT_UNREADABLE', `${option}: there are no records in it`);
  }
  const tried = await tryPipeline(
    pipeline,
    records.map(({ key, value }) => ({ key: key?.toString() ?? null, value: value.toString() })),
  );
  const [bad] = tried.deadLetters;
  if (bad !== undefined) {
    throw new SluiceError(
      'INPUT_UNREADABLE',
      `${option}: ${tried.deadLetters.length} of ${records.length} records are not what the pipeline takes: ${bad.reason} (${bad.code})`,
    );
  }
  return { name, recordOf: (number) => cycle(records, number) };
}
