const quote = 0x22;
const backslash = 0x5c;

/**
 * Copies a piece of valid JSON without the white space between its tokens; at most `end - start` bytes, for which
 * there must be room. Gives the position behind what was written.
 */
export function compactJson(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: Uint8Array,
  position: number,
): number {
  let to = position;
  let inString = false;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    // outside of strings everything up to a blank is white space, inside nothing is
    if (byte <= 0x20 && !inString) continue;
    into[to++] = byte;
    if (byte === quote) inString = !inString;
    else if (byte === backslash) into[to++] = bytes[++at] as number;
  }
  return to;
}
