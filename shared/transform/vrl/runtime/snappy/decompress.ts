/** No element of Snappy becomes more than so many times its own length: 64 bytes of three. */
const maxRatio = 22;

/**
 * Undoes Snappy without frames; null: the data are damaged, or would become more than `maxBytes`.
 *
 * @see https://github.com/google/snappy/blob/main/format_description.txt
 */
export function decompressSnappy(input: Buffer, maxBytes: number): Buffer | null {
  const header = readLength(input);
  if (header === null) return null;
  const { length } = header;
  let { at } = header;
  if (length > maxBytes || length > input.length * maxRatio) return null;
  const output = Buffer.alloc(length);
  let done = 0;
  while (at < input.length) {
    const tag = input[at] ?? 0;
    at += 1;
    const kind = tag & 3;
    const upper = tag >>> 2;
    // how many bytes of a length or of a distance follow
    const more = kind === 0 ? Math.max(0, upper - 59) : kind === 3 ? 4 : kind;
    if (at + more > input.length) return null;
    const word = more === 0 ? 0 : input.readUIntLE(at, more);
    at += more;
    if (kind === 0) {
      const count = (more === 0 ? upper : word) + 1;
      if (count > input.length - at || count > length - done) return null;
      done += input.copy(output, done, at, at + count);
      at += count;
    } else {
      const count = kind === 1 ? 4 + (upper & 7) : upper + 1;
      const distance = kind === 1 ? ((tag >>> 5) << 8) | word : word;
      if (distance === 0 || distance > done || count > length - done) return null;
      for (const end = done + count; done < end; done += 1) {
        output[done] = output[done - distance] ?? 0;
      }
    }
  }
  return done === length ? output : null;
}

function readLength(input: Buffer): { readonly length: number; readonly at: number } | null {
  let length = 0;
  for (let at = 0; at < 5; at += 1) {
    const byte = input[at];
    if (byte === undefined) return null;
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return { length, at: at + 1 };
  }
  return null;
}
