import zlib from 'node:zlib';
import { mayHaveEscapedKey } from '../../decode/json/escaped-key.ts';
import { parseExactly } from '../../decode/json/parse-exactly.ts';
import { parseObject } from '../../decode/json/parse.ts';
import { freeDecompressed } from '../../free-decompressed.ts';
import type { Event } from '../../transform/model.ts';

/** Lines of JSON as an open object keeps them. */
export interface HeldLines {
  readonly pieces: readonly Uint8Array[];
  /** Whether each piece is a zstd frame. */
  readonly compressed: boolean;
}

/** Takes an event, and the bytes of its line. */
export type TakeEvent = (event: Event, lineBytes: number) => void;

const lineFeed = 0x0a;

/**
 * A number that may not be what `JSON.parse` makes of it: an integer of 16 digits or more, a fraction of more digits than
 * a double ever needs, or an exponent. Text that looks so costs time and changes nothing.
 */
const inexactNumber = /[:,[]\s*-?\d(?!\d{0,14}(?:\.\d{1,17})?[^\d.eE])/;

/** The same where a fraction has to come as it was written: two that are one as doubles are two as decimals. */
const inexactDecimal = /[:,[]\s*-?\d(?!(?:\d{0,14}|\d{0,5}\.\d{1,9})[^\d.eE])/;

/** A number that may be written in another way than it came: also `1.0`, `0.10` and `-0`. */
const inexactText = /[:,[]\s*(?:-0[^.]|-?\d(?!(?:\d{0,14}|\d{0,5}\.\d{0,8}[1-9])[^\d.eE]))/;

/** What numbers are needed for: values, decimals, or their very text. */
export type Exactness = 'values' | 'decimals' | 'text';

const inexact: Readonly<Record<Exactness, RegExp>> = {
  values: inexactNumber,
  decimals: inexactDecimal,
  text: inexactText,
};

/**
 * Goes through the events in order. One piece at a time is in memory.
 */
export function eachEvent(
  { pieces, compressed }: HeldLines,
  exactness: Exactness,
  take: TakeEvent,
): void {
  const pattern = inexact[exactness];
  let begun: Buffer = Buffer.alloc(0);
  for (const piece of pieces) {
    const bytes = compressed
      ? zlib.zstdDecompressSync(piece)
      : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const end = bytes.lastIndexOf(lineFeed) + 1;
    if (end > 0) {
      const whole = bytes.subarray(0, end);
      takeLines(begun.length === 0 ? whole : Buffer.concat([begun, whole]), pattern, take);
      begun = Buffer.from(bytes.subarray(end));
    } else begun = Buffer.concat([begun, bytes]);
    // hundreds of megabytes in all, that would wait for V8 to collect its heap
    if (compressed) freeDecompressed(bytes);
  }
}

function takeLines(lines: Buffer, pattern: RegExp, take: TakeEvent): void {
  const text = lines.toString('utf8', 0, lines.length - 1);
  const isDoubtful = pattern.test(text) || mayHaveEscapedKey(text);
  // a line feed within JSON text is never a raw one
  const events = isDoubtful
    ? null
    : (JSON.parse(`[${text.replaceAll('\n', ',')}]`) as readonly Event[]);
  let start = 0;
  for (let number = 0; start < lines.length; number += 1) {
    const end = lines.indexOf(lineFeed, start);
    const event =
      events === null ? parseLine(lines, start, end, pattern) : (events[number] as Event);
    take(event, end + 1 - start);
    start = end + 1;
  }
}

function parseLine(lines: Buffer, start: number, end: number, pattern: RegExp): Event {
  const text = lines.toString('utf8', start, end);
  if (mayHaveEscapedKey(text)) return parseExactly(lines, start);
  return parseObject(lines, start, end, pattern.test(text));
}
