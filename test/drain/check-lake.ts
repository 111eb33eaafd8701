import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { unpackObject } from '../support/unpack-object.ts';
import { type Backlog, eventIdAt, hourAt, recordsOf } from './backlog.ts';

const readers = 4;
const examplesKept = 10;

/** What lies in the bucket, held against what was produced. */
export interface LakeCount {
  /** Records that are in the lake once. */
  readonly stored: number;
  readonly missing: number;
  readonly duplicated: number;
  /** Records that come in an object before one of a lower offset, or beside another partition. */
  readonly outOfOrder: number;
  /** Lines that are none of the backlog's records, or lie under another hour's prefix. */
  readonly strange: number;
  readonly objects: number;
  readonly storedBytes: number;
  readonly medianObjectBytes: number;
  readonly medianObjectEvents: number;
  readonly examples: readonly string[];
}

/**
 * Counts every record of every object, by an own reader: one byte for each record that was produced, and a few objects
 * at a time.
 */
export async function checkLake(
  client: S3Client,
  bucket: string,
  backlog: Backlog,
  onProgress: (objects: number) => void,
): Promise<LakeCount> {
  const tally = new Tally(backlog);
  const sizes: number[] = [];
  const pages = paginateListObjectsV2({ client }, { Bucket: bucket });
  for await (const { Contents: contents = [] } of pages) {
    const left = contents.values();
    const read = async (): Promise<void> => {
      for (const { Key: key = '' } of left) {
        if (key.startsWith('_sluice/')) continue;
        const got = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        const bytes = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
        sizes.push(bytes.length);
        tally.add(key, bytes);
        onProgress(sizes.length);
      }
    };
    await Promise.all(Array.from({ length: readers }, read));
  }
  return {
    ...tally.result(),
    objects: sizes.length,
    storedBytes: sizes.reduce((sum, size) => sum + size, 0),
    medianObjectBytes: median(sizes),
  };
}

class Tally {
  readonly #backlog: Backlog;
  readonly #times: readonly Uint8Array[];
  readonly #events: number[] = [];
  readonly #examples: string[] = [];
  #outOfOrder = 0;
  #strange = 0;

  constructor(backlog: Backlog) {
    this.#backlog = backlog;
    this.#times = Array.from(
      { length: backlog.partitions },
      (_, partition) => new Uint8Array(recordsOf(backlog, partition)),
    );
  }

  add(key: string, packed: Buffer): void {
    let last: { readonly partition: number; readonly offset: number } | null = null;
    let events = 0;
    for (const line of linesOf(packed)) {
      events++;
      const { partition, offset, event_id: id } = JSON.parse(line) as Record<string, number>;
      if (
        partition === undefined ||
        offset === undefined ||
        !this.#fits(key, partition, offset, id)
      )
        continue;
      if (last !== null && (last.partition !== partition || last.offset >= offset)) {
        this.#outOfOrder++;
        this.#say(`out of order: ${partition}@${offset} in ${key}`);
      }
      last = { partition, offset };
    }
    this.#events.push(events);
  }

  #fits(key: string, partition: number, offset: number, id: number | undefined): boolean {
    const times = this.#times[partition];
    const known =
      times !== undefined &&
      offset < times.length &&
      id === eventIdAt(partition, offset) &&
      key.includes(`=${hourAt(this.#backlog, offset)}/`);
    if (!known) {
      this.#strange++;
      this.#say(`strange: ${partition}@${offset} with event_id ${id} in ${key}`);
      return false;
    }
    const before = times[offset] ?? 0;
    if (before > 0) this.#say(`again: ${partition}@${offset} in ${key}`);
    if (before < 255) times[offset] = before + 1;
    return true;
  }

  result(): Omit<LakeCount, 'objects' | 'storedBytes' | 'medianObjectBytes'> {
    let stored = 0;
    let missing = 0;
    let duplicated = 0;
    this.#times.forEach((times, partition) => {
      times.forEach((count, offset) => {
        if (count === 0) {
          missing++;
          this.#say(`missing: ${partition}@${offset}`);
        } else if (count === 1) stored++;
        else duplicated += count - 1;
      });
    });
    return {
      stored,
      missing,
      duplicated,
      outOfOrder: this.#outOfOrder,
      strange: this.#strange,
      medianObjectEvents: median(this.#events),
      examples: this.#examples,
    };
  }

  #say(line: string): void {
    if (this.#examples.length < examplesKept) this.#examples.push(line);
  }
}

function* linesOf(packed: Buffer): Generator<string> {
  let rest = '';
  for (const piece of unpackObject(packed)) {
    const text = rest + piece.toString('latin1');
    let from = 0;
    for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
      yield text.slice(from, to);
      from = to + 1;
    }
    rest = text.slice(from);
  }
  if (rest !== '') yield rest;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
