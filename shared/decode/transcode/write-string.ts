import { endOfSequence } from '../../utf8.ts';
import { noRoom, unusual, wire } from './wire-state.ts';
import { writeText } from './write-float.ts';

/**
 * Writes text as the inside of a JSON string, without quotes. Four bytes at a time as long as they are ASCII that
 * needs no escape: then it takes as many bytes as it has, for which there must be room.
 */
export function writeString(
  view: DataView,
  start: number,
  end: number,
  out: DataView,
  position: number,
): number {
  if (end - start < 4) return writeShort(view, start, end, out, position);
  const last = end - 4;
  let at = start;
  let to = position;
  while (at < last) {
    const four = view.getInt32(at, true);
    if (needsMore(four)) return writeEscaped(view, at, end, out, to, true);
    out.setInt32(to, four, true);
    at += 4;
    to += 4;
  }
  // the last four overlap with those before, which saves a loop over what is left
  const four = view.getInt32(last, true);
  if (needsMore(four)) return writeEscaped(view, at, end, out, to, true);
  to = position + (last - start);
  out.setInt32(to, four, true);
  return to + 4;
}

/** The same for text of which nobody says that it is UTF-8: U+FFFD for what is not. */
export function writeLossyString(
  view: DataView,
  start: number,
  end: number,
  out: DataView,
  position: number,
): number {
  return writeEscaped(view, start, end, out, position, false);
}

function writeShort(
  view: DataView,
  start: number,
  end: number,
  out: DataView,
  position: number,
): number {
  let to = position;
  for (let at = start; at < end; at += 1) {
    const byte = view.getUint8(at);
    if (byte < 0x20 || byte > 0x7f || byte === 0x22 || byte === 0x5c) {
      return writeEscaped(view, at, end, out, to, true);
    }
    out.setUint8(to++, byte);
  }
  return to;
}

/**
 * Whether one of four bytes is no ASCII, a control character, a quote or a backslash. A byte that is less than what is
 * taken from it leaves its highest bit set; a borrow from a neighbour does so only where the neighbour needs more, too.
 */
function needsMore(four: number): boolean {
  const quotes = four ^ 0x22222222;
  const backslashes = four ^ 0x5c5c5c5c;
  return (
    ((four | (four - 0x20202020) | (quotes - 0x01010101) | (backslashes - 0x01010101)) &
      0x80808080) !==
    0
  );
}

/** What an escaped string may take for each of its bytes, at most. */
const maxEscapedBytes = 6;

/** The letter behind the backslash, 1: `\u00…`, 0: none; the same choice as JSON.stringify's. */
const escapes = new Uint8Array(128);
escapes.fill(1, 0, 0x20);
for (const [byte, letter] of Object.entries({ 8: 'b', 9: 't', 10: 'n', 12: 'f', 13: 'r' })) {
  escapes[Number(byte)] = letter.charCodeAt(0);
}
escapes[0x22] = 0x22;
escapes[0x5c] = 0x5c;

function writeEscaped(
  view: DataView,
  start: number,
  end: number,
  out: DataView,
  position: number,
  strict: boolean,
): number {
  if (position + (end - start) * maxEscapedBytes > wire.limit) throw noRoom;
  let to = position;
  let at = start;
  while (at < end) {
    if (end - at >= 4) {
      const four = view.getInt32(at, true);
      if (!needsMore(four)) {
        out.setInt32(to, four, true);
        at += 4;
        to += 4;
        continue;
      }
    }
    const byte = view.getUint8(at);
    if (byte >= 0x80) {
      const next = endOfSequence(wire.input, at);
      if (next === -1 || next > end) {
        if (strict) throw unusual;
        return writeReplaced(at, end, to);
      }
      while (at < next) out.setUint8(to++, view.getUint8(at++));
      continue;
    }
    at += 1;
    const letter = escapes[byte] as number;
    if (letter === 0) out.setUint8(to++, byte);
    else if (letter === 1) to = writeText(out, to, `\\u00${byte.toString(16).padStart(2, '0')}`);
    else {
      out.setUint8(to, 0x5c);
      out.setUint8(to + 1, letter);
      to += 2;
    }
  }
  return to;
}

/** From the first byte on that is no UTF-8, the platform's decoder says what is replaced. */
function writeReplaced(at: number, end: number, to: number): number {
  const quoted = JSON.stringify(wire.input.toString('utf8', at, end));
  return to + wire.output.write(quoted.slice(1, -1), to);
}
