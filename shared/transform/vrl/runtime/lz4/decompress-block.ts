import type { Output } from './output.ts';

/** Why data are no LZ4: `name` as Rust prints the error itself, `message` as it words it. */
export class Lz4Fault extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

const missingByte = (): Lz4Fault =>
  new Lz4Fault('ExpectedAnotherByte', 'expected another byte, found none');

/**
 * Appends what one block of LZ4 holds; earlier blocks may be referred to back to `windowStart` of the output.
 *
 * @param room how many bytes the block may become
 * @throws {Lz4Fault} the data are damaged, or more than that
 */
export function decompressBlock(
  input: Buffer,
  output: Output,
  windowStart: number,
  room: number,
): void {
  const start = output.length;
  let at = 0;
  const length = (short: number): number => {
    if (short < 15) return short;
    for (let sum = short; ;) {
      const byte = input[at];
      if (byte === undefined) throw missingByte();
      at += 1;
      sum += byte;
      if (byte < 255) return sum;
    }
  };
  const need = (bytes: number): void => {
    const expected = output.length - start + bytes;
    if (expected <= room) return;
    throw new Lz4Fault(
      `OutputTooSmall { expected: ${expected}, actual: ${room} }`,
      `provided output is too small for the decompressed data, actual ${room}, expected ${expected}`,
    );
  };
  for (;;) {
    const token = input[at];
    if (token === undefined) throw missingByte();
    at += 1;
    const literals = length(token >>> 4);
    if (literals > input.length - at) {
      throw new Lz4Fault('LiteralOutOfBounds', 'literal is out of bounds of the input');
    }
    need(literals);
    output.append(input.subarray(at, at + literals));
    at += literals;
    if (at >= input.length) return;
    if (input.length - at < 2) throw missingByte();
    const distance = input.readUInt16LE(at);
    at += 2;
    if (distance === 0) throw new Lz4Fault('OffsetZero', '0 is not a valid match offset');
    const match = length(token & 15) + 4;
    if (distance > output.length - windowStart) {
      throw new Lz4Fault(
        'OffsetOutOfBounds',
        'the offset to copy is not contained in the decompressed buffer',
      );
    }
    need(match);
    output.repeat(distance, match);
  }
}
