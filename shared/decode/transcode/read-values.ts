import { mayHaveEscapedKey } from '../json/escaped-key.ts';
import { parseExactly } from '../json/parse-exactly.ts';
import { endOfSequence } from '../../utf8.ts';
import type { EventValue } from '../../transform/model.ts';
import { noRoom, unusual, wire } from './wire-state.ts';

/** Buffer's own method, which is faster than `toString` and has no type. */
interface Latin1Buffer {
  readonly latin1Slice: (start: number, end: number) => string;
}

/** Up to here putting a string together is faster than the call into the platform. */
const shortBytes = 10;

/** The text of `bytes[start, end)`, which has to be UTF-8. */
export function readString(view: DataView, start: number, end: number): string {
  const length = end - start;
  if (length === 0) return '';
  let at = start;
  for (; at + 4 <= end; at += 4) if ((view.getInt32(at) & 0x80808080) !== 0) break;
  for (; at < end; at += 1) if (view.getUint8(at) > 0x7f) break;
  if (at < end) return readUtf8(start, at, end);
  if (length > shortBytes) {
    return (wire.input as unknown as Latin1Buffer).latin1Slice(start, end);
  }
  let text = '';
  for (at = start; at < end; at += 1) text += String.fromCharCode(view.getUint8(at));
  return text;
}

function readUtf8(start: number, from: number, end: number): string {
  const { input } = wire;
  for (let at = from; at < end;) {
    const next = (input[at] as number) < 0x80 ? at + 1 : endOfSequence(input, at);
    if (next === -1 || next > end) throw unusual;
    at = next;
  }
  return input.toString('utf8', start, end);
}

/** The same with U+FFFD for what is not UTF-8. */
export function readLossyString(_view: DataView, start: number, end: number): string {
  return wire.input.toString('utf8', start, end);
}

export function readBase64(_view: DataView, start: number, end: number): string {
  return wire.input.toString('base64', start, end);
}

const scratchBytes = 4096;
let scratch = Buffer.alloc(scratchBytes);
let scratchView = new DataView(scratch.buffer);

/** The text of what a function writes as a JSON string of ASCII, such as a timestamp. */
export function readText(
  write: (view: DataView, start: number, end: number, out: DataView, position: number) => number,
  view: DataView,
  start: number,
  end: number,
): string {
  const behind = write(view, start, end, scratchView, 0);
  return (scratch as unknown as Latin1Buffer).latin1Slice(1, behind - 1);
}

/** The value of what a function writes as JSON: struct.proto's messages, which have no fields to keep apart. */
export function readJson(
  write: (
    view: DataView,
    start: number,
    end: number,
    out: DataView,
    position: number,
    depth: number,
  ) => number,
  view: DataView,
  start: number,
  end: number,
  depth: number,
): EventValue {
  for (;;) {
    wire.output = scratch;
    wire.limit = scratch.length;
    try {
      const behind = write(view, start, end, scratchView, 0, depth);
      const text = scratch.toString('utf8', 0, behind);
      if (mayHaveEscapedKey(text)) return parseExactly(scratch, 0, Number);
      return JSON.parse(text) as EventValue;
    } catch (thrown) {
      if (thrown !== noRoom) throw thrown;
      scratch = Buffer.alloc(scratch.length * 2);
      scratchView = new DataView(scratch.buffer);
    }
  }
}
