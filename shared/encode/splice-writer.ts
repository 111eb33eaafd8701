import { headerFields } from '../decode/metadata.ts';
import type { Chunk, RecordCursor } from '../record.ts';
import type { ByteTarget } from './byte-target.ts';
import { type ScannedBody, writeBody } from './json/body.ts';
import { writeInteger } from './json/digits.ts';
import { maxEscapedBytes, writeEscaped } from './json/escape.ts';
import { maxTimestampBytes, TimestampWriter } from './json/timestamp-writer.ts';
import { chunkPart, type PerRecord, type SplicedFields } from './splice-fields.ts';

/** Bytes that are the same for all records of a chunk, and what is filled in behind them. */
interface Segment {
  readonly text: Buffer;
  readonly filled: PerRecord | 'end';
}

/** Writes the bytes of one event after the other; made by `compileSplice`. */
export class SpliceWriter {
  readonly #spliced: SplicedFields;
  readonly #replaced: ReadonlySet<string>;
  readonly #hasKey: boolean;
  readonly #hasHeaders: boolean;
  readonly #timestamps = new TimestampWriter();
  #topic = '';
  #partition = -1;
  #segments: readonly Segment[] = [];
  /** What the segments take at most, key and headers not counted: nothing else is longer than a time. */
  #fixedBytes = 0;
  #start = 0n;
  /** The same as a number, or NaN where offsets do not fit in one. */
  #startNumber = 0;

  constructor(spliced: SplicedFields) {
    this.#spliced = spliced;
    this.#replaced = new Set(spliced.replaced);
    const metadata = [...spliced.added.values()].map((value) =>
      'metadata' in value ? value.metadata : null,
    );
    this.#hasKey = metadata.includes('key');
    this.#hasHeaders = metadata.includes('headers');
  }

  begin(chunk: Pick<Chunk, 'topic' | 'partition' | 'start' | 'next'>): void {
    this.#start = chunk.start;
    this.#startNumber = chunk.next <= Number.MAX_SAFE_INTEGER ? Number(chunk.start) : NaN;
    if (chunk.topic === this.#topic && chunk.partition === this.#partition) return;
    this.#topic = chunk.topic;
    this.#partition = chunk.partition;
    this.#segments = segmentsOf(this.#spliced, chunk);
    this.#fixedBytes = 0;
    for (const { text } of this.#segments) this.#fixedBytes += text.length + maxTimestampBytes;
  }

  write(scanner: ScannedBody, cursor: RecordCursor, target: ByteTarget, json: Buffer): void {
    const { bytes, keyStart, keyEnd } = cursor;
    const headers =
      this.#hasHeaders && cursor.headerCount > 0 ? JSON.stringify(headerFields(cursor)) : '{}';
    let room = scanner.bodyEnd - scanner.bodyStart + 1 + this.#fixedBytes + headers.length * 3;
    if (this.#hasKey && keyStart >= 0) room += (keyEnd - keyStart) * maxEscapedBytes;
    target.reserve(room);

    const into = target.buffer;
    const bodyPosition = target.position + 1;
    into[bodyPosition - 1] = 0x7b;
    let to = writeBody(scanner, this.#replaced, json, into, bodyPosition);
    // every segment begins with the comma between it and what is before it
    let skip = to === bodyPosition ? 1 : 0;
    for (const { text, filled } of this.#segments) {
      if (filled === 'end' && text.length === 1) skip = 0;
      for (let at = skip; at < text.length; at += 1) into[to++] = text[at] as number;
      skip = 0;
      if (filled === 'timestamp') {
        to = this.#timestamps.write(cursor.timestampMs, into, to);
      } else if (filled === 'key') {
        to = writeKey(bytes, keyStart, keyEnd, into, to);
      } else if (filled === 'offset') {
        to = this.#writeOffset(cursor.offsetDelta, into, to);
      } else if (filled === 'headers') {
        to += into.write(headers, to);
      }
    }
    target.position = to;
  }

  #writeOffset(delta: number, into: Buffer, to: number): number {
    const offset = this.#startNumber + delta;
    if (offset === offset) return writeInteger(offset, into, to);
    return to + into.write(String(this.#start + BigInt(delta)), to, 'latin1');
  }
}

/** Puts all that is the same for the chunk's records together, so that few pieces are written for each of them. */
function segmentsOf(
  { added }: SplicedFields,
  chunk: { readonly topic: string; readonly partition: number },
): Segment[] {
  const segments: Segment[] = [];
  let text = '';
  for (const [field, value] of added) {
    text += `,${JSON.stringify(field)}:`;
    const part = chunkPart(value, chunk);
    if ('json' in part) {
      text += part.json;
      continue;
    }
    segments.push({ text: Buffer.from(text), filled: part.filled });
    text = '';
  }
  return [...segments, { text: Buffer.from(`${text}}`), filled: 'end' }];
}

/** Writes a record's key as JSON; needs room for `maxEscapedBytes` each, and four more. Gives the position behind it. */
export function writeKey(
  bytes: Buffer,
  start: number,
  end: number,
  into: Buffer,
  position: number,
): number {
  if (start < 0) {
    into[position] = 0x6e;
    into[position + 1] = 0x75;
    into[position + 2] = 0x6c;
    into[position + 3] = 0x6c;
    return position + 4;
  }
  into[position] = 0x22;
  const to = writeEscaped(bytes, start, end, into, position + 1);
  into[to] = 0x22;
  return to + 1;
}
