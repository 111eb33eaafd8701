const shortestMatch = 4;
/** The last bytes are literals, and no match begins within so many bytes of the end. */
const literalTail = 6;
const searchTail = 12;
const maxDistance = 0xffff;
const tableBits = 12;
/** Steps grow by one each time so many positions gave no match. */
const patience = 32;

/**
 * One block of LZ4: greedy, with a table of where four bytes (five in a long input) were seen last. The same bytes as the
 * library writes that VRL has, as both follow the reference.
 *
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 */
export function compressLz4(input: Buffer): Buffer {
  const output: Buffer[] = [];
  let literalStart = 0;
  if (input.length > searchTail) {
    const hash = input.length < maxDistance ? hash4 : hash5;
    const seen = new Uint32Array(1 << tableBits);
    seen[hash(input, 0)] = 0;
    let at = 1;
    for (;;) {
      const found = nextMatch(input, at, seen, hash);
      if (found === null) break;
      let { candidate } = found;
      at = found.at;
      while (candidate > 0 && at > literalStart && input[at - 1] === input[candidate - 1]) {
        at -= 1;
        candidate -= 1;
      }
      const end = matchEnd(input, at, candidate);
      output.push(sequence(input.subarray(literalStart, at), at - candidate, end - at));
      seen[hash(input, end - 2)] = end - 2;
      literalStart = end;
      at = end;
    }
  }
  output.push(sequence(input.subarray(literalStart), 0, 0));
  return Buffer.concat(output);
}

type Hash = (input: Buffer, at: number) => number;

function nextMatch(
  input: Buffer,
  from: number,
  seen: Uint32Array,
  hash: Hash,
): { readonly at: number; readonly candidate: number } | null {
  let at = from;
  for (let tried = patience; at <= input.length - searchTail; tried += 1) {
    const slot = hash(input, at);
    const candidate = seen[slot] ?? 0;
    seen[slot] = at;
    if (at - candidate <= maxDistance && input.readInt32LE(candidate) === input.readInt32LE(at)) {
      return { at, candidate };
    }
    at += Math.floor(tried / patience);
  }
  return null;
}

function matchEnd(input: Buffer, at: number, candidate: number): number {
  let length = shortestMatch;
  const longest = input.length - literalTail - at;
  while (length < longest && input[at + length] === input[candidate + length]) length += 1;
  return at + length;
}

/** Literals and a match behind them; the last sequence has none. */
function sequence(literals: Buffer, distance: number, matchLength: number): Buffer {
  const more = matchLength === 0 ? 0 : matchLength - shortestMatch;
  const token = (Math.min(literals.length, 15) << 4) | Math.min(more, 15);
  return Buffer.concat([
    Buffer.of(token),
    furtherLength(literals.length),
    literals,
    ...(matchLength === 0 ? [] : [Buffer.of(distance & 0xff, distance >>> 8), furtherLength(more)]),
  ]);
}

/** What of a length does not go into a token. */
function furtherLength(length: number): Buffer {
  if (length < 15) return Buffer.alloc(0);
  const bytes = Buffer.alloc(Math.floor((length - 15) / 255) + 1, 0xff);
  bytes[bytes.length - 1] = (length - 15) % 255;
  return bytes;
}

function hash4(input: Buffer, at: number): number {
  return Math.imul(input.readInt32LE(at), 2654435761) >>> (32 - tableBits);
}

/** Of five bytes by a product of 64 bits, of which the upper ones count. */
function hash5(input: Buffer, at: number): number {
  const word = BigInt(input.readUIntLE(at, 5)) << 24n;
  return Number(BigInt.asUintN(64, word * 889523592379n) >> BigInt(64 - tableBits));
}
