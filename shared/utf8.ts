/**
 * The end of the UTF-8 sequence that begins at `at` with a byte of 0x80 or more, or -1 where it is none: refuses
 * overlong forms, encoded surrogates and everything past U+10FFFF, as RFC 3629 does. Reads no byte behind the first
 * that does not belong, so a caller with an ASCII byte at its end needs no bound.
 */
export function endOfSequence(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  if (lead < 0xc2 || lead > 0xf4) return -1;
  const second = bytes[at + 1] as number;
  if (lead < 0xe0) return second >> 6 === 2 ? at + 2 : -1;
  if (lead < 0xf0) {
    // 0xe0 would be overlong below 0xa0, 0xed a surrogate from 0xa0 on
    const low = lead === 0xe0 ? 0xa0 : 0x80;
    const high = lead === 0xed ? 0x9f : 0xbf;
    return second >= low && second <= high && (bytes[at + 2] as number) >> 6 === 2 ? at + 3 : -1;
  }
  const low = lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xf4 ? 0x8f : 0xbf;
  return second >= low &&
    second <= high &&
    (bytes[at + 2] as number) >> 6 === 2 &&
    (bytes[at + 3] as number) >> 6 === 2
    ? at + 4
    : -1;
}

/** Where the first byte stands that is not valid UTF-8, or -1: for the message about a record that is bad already. */
export function firstInvalidUtf8(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    if ((bytes[at] as number) < 0x80) {
      at += 1;
      continue;
    }
    const next = endOfSequence(bytes, at);
    if (next === -1 || next > end) return at;
    at = next;
  }
  return -1;
}
