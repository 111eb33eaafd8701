const maxBlock = 0x1_0000;
/** So many bytes at the end of a block are literals. */
const margin = 15;
const maxTable = 0x4000;

/**
 * Snappy without frames: greedy, with a table of where four bytes were seen last in a block of 64 KiB. The same bytes as
 * the library writes that VRL has, as both follow the reference.
 *
 * @see https://github.com/google/snappy/blob/main/format_description.txt
 */
export function compressSnappy(input: Buffer): Buffer {
  const output: Buffer[] = [varint(input.length)];
  for (let at = 0; at < input.length; at += maxBlock) {
    compressBlock(input.subarray(at, at + maxBlock), output);
  }
  return Buffer.concat(output);
}

function varint(length: number): Buffer {
  const bytes = [];
  let rest = length;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}

function compressBlock(block: Buffer, output: Buffer[]): void {
  let done = 0;
  if (block.length > margin + 1) {
    let size = 256;
    while (size < maxTable && size < block.length) size *= 2;
    const shift = Math.clz32(size) + 1;
    const seen = new Uint16Array(size);
    const hash = (at: number): number => Math.imul(block.readInt32LE(at), 0x1e35a7bd) >>> shift;
    const limit = block.length - margin;
    let at = 1;
    search: for (;;) {
      let candidate = 0;
      let next = at;
      for (let skip = 32; ;) {
        at = next;
        const step = skip >>> 5;
        next = at + step;
        skip += step;
        if (next > limit) break search;
        const slot = hash(at);
        candidate = seen[slot] ?? 0;
        seen[slot] = at;
        if (block.readInt32LE(at) === block.readInt32LE(candidate)) break;
      }
      output.push(literal(block.subarray(done, at)));
      do {
        const start = at;
        at += 4;
        for (let from = candidate + 4; at < block.length && block[at] === block[from]; from += 1) {
          at += 1;
        }
        addCopies(output, start - candidate, at - start);
        done = at;
        if (at >= limit) break search;
        seen[hash(at - 1)] = at - 1;
        const slot = hash(at);
        candidate = seen[slot] ?? 0;
        seen[slot] = at;
      } while (block.readInt32LE(at) === block.readInt32LE(candidate));
      at += 1;
    }
  }
  if (done < block.length) output.push(literal(block.subarray(done)));
}

function literal(bytes: Buffer): Buffer {
  const rest = bytes.length - 1;
  if (rest < 60) return Buffer.concat([Buffer.of(rest << 2), bytes]);
  if (rest < 256) return Buffer.concat([Buffer.of(60 << 2, rest), bytes]);
  return Buffer.concat([Buffer.of(61 << 2, rest & 0xff, rest >>> 8), bytes]);
}

function addCopies(output: Buffer[], distance: number, length: number): void {
  let left = length;
  const addLong = (count: number): void => {
    output.push(Buffer.of(((count - 1) << 2) | 2, distance & 0xff, distance >>> 8));
  };
  while (left > 64) {
    // so that four bytes at least are left, which may go into a short copy
    const count = left < 68 ? 60 : 64;
    addLong(count);
    left -= count;
  }
  if (left <= 11 && distance <= 2047) {
    output.push(Buffer.of(((distance >>> 8) << 5) | ((left - 4) << 2) | 1, distance & 0xff));
  } else {
    addLong(left);
  }
}
