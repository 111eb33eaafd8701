import { endOfSequence } from '../../utf8.ts';

/** What an escaped string may take for each of its bytes, at most. */
export const maxEscapedBytes = 6;

/** The letter behind the backslash for bytes that need one; 0: none, 1: `\u00…`. The same choice as JSON.stringify's. */
const escapeLetters = new Uint8Array(256);
escapeLetters.fill(1, 0, 0x20);
for (const [byte, letter] of Object.entries({ 8: 'b', 9: 't', 10: 'n', 12: 'f', 13: 'r' })) {
  escapeLetters[Number(byte)] = letter.charCodeAt(0);
}
escapeLetters[0x22] = 0x22;
escapeLetters[0x5c] = 0x5c;

const hex = Buffer.from('0123456789abcdef');

/**
 * Writes bytes as the inside of a JSON string, without its quotes: as `JSON.stringify` would write their text, with
 * U+FFFD for what is not UTF-8. There must be room for `maxEscapedBytes` each. Gives the position behind it.
 */
export function writeEscaped(
  bytes: Buffer,
  start: number,
  end: number,
  into: Buffer,
  position: number,
): number {
  let to = position;
  let at = start;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte >= 0x80) {
      const next = endOfSequence(bytes, at);
      if (next === -1 || next > end) return writeLossy(bytes, at, end, into, to);
      while (at < next) into[to++] = bytes[at++] as number;
      continue;
    }
    at += 1;
    const letter = escapeLetters[byte] as number;
    if (letter === 0) {
      into[to++] = byte;
      continue;
    }
    into[to++] = 0x5c;
    if (letter !== 1) {
      into[to++] = letter;
      continue;
    }
    into[to++] = 0x75;
    into[to++] = 0x30;
    into[to++] = 0x30;
    into[to++] = hex[byte >> 4] as number;
    into[to++] = hex[byte & 15] as number;
  }
  return to;
}

/** From the first byte on that is not UTF-8, the platform's decoder says what is replaced. */
function writeLossy(bytes: Buffer, start: number, end: number, into: Buffer, to: number): number {
  const quoted = JSON.stringify(bytes.toString('utf8', start, end));
  return to + into.write(quoted.slice(1, -1), to);
}
