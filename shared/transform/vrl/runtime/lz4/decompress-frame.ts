import { xxh32 } from '../checksum/xxh32.ts';
import { decompressBlock, Lz4Fault } from './decompress-block.ts';
import { Output } from './output.ts';

export const frameMagic: Buffer = Buffer.from('04224d18', 'hex');

const uncompressedFlag = 0x8000_0000;

/** Takes bytes one after the other; what is missing is a fault in the words of Rust's readers. */
class Reader {
  readonly #input: Buffer;
  at = 0;

  constructor(input: Buffer) {
    this.#input = input;
  }

  get left(): number {
    return this.#input.length - this.at;
  }

  take(bytes: number): Buffer {
    if (this.left < bytes) throw new Lz4Fault('', 'failed to fill whole buffer');
    this.at += bytes;
    return this.#input.subarray(this.at - bytes, this.at);
  }

  word(): number {
    return this.take(4).readUInt32LE();
  }
}

interface Header {
  readonly areLinked: boolean;
  readonly hasBlockChecksums: boolean;
  readonly hasChecksum: boolean;
  readonly size: bigint | null;
  readonly maxBlockBytes: number;
}

/**
 * Undoes the first frame of LZ4. A frame that ends where a block could begin is taken as it is, as VRL does.
 *
 * @throws {Lz4Fault} the data are damaged, or become more than `maxBytes`
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
export function decompressFrame(input: Buffer, maxBytes: number): Buffer {
  const reader = new Reader(input);
  reader.take(frameMagic.length);
  const output = new Output();
  if (reader.left === 0) return output.bytes;
  const header = readHeader(input, reader);
  while (reader.left >= 4) {
    const word = reader.word();
    if (word === 0) {
      checkEnd(header, reader, output);
      break;
    }
    const start = output.length;
    const isStored = word >= uncompressedFlag;
    const length = isStored ? word - uncompressedFlag : word;
    if (length > header.maxBlockBytes || start + length > maxBytes) throw named('BlockTooBig');
    const block = reader.take(length);
    if (header.hasBlockChecksums && reader.word() !== xxh32(block)) {
      throw named('BlockChecksumError');
    }
    if (isStored) {
      output.append(block);
    } else {
      const room = Math.min(header.maxBlockBytes, maxBytes - start);
      try {
        decompressBlock(block, output, header.areLinked ? 0 : start, room);
      } catch (thrown) {
        throw thrown instanceof Lz4Fault ? named(`DecompressionError(${thrown.name})`) : thrown;
      }
    }
    if (output.length === start) break;
  }
  return output.bytes;
}

function readHeader(input: Buffer, reader: Reader): Header {
  const start = reader.at;
  // three bytes at least, whatever they say
  const [flags = 0, sizes = 0] = reader.take(3);
  reader.at -= 1;
  const hasSize = (flags & 0b1000) !== 0;
  const hasDictionary = (flags & 1) !== 0;
  const rest = reader.take((hasSize ? 8 : 0) + (hasDictionary ? 4 : 0) + 1);
  if (flags >>> 6 !== 1) throw named(`UnsupportedVersion(${flags & 0b1100_0000})`);
  if ((flags & 0b10) !== 0 || (sizes & 0b1000_1111) !== 0) throw named('ReservedBitsSet');
  const size = sizes >>> 4;
  if (size < 4) throw named(`UnsupportedBlocksize(${size})`);
  const hash = (xxh32(input.subarray(start, reader.at - 1)) >>> 8) & 0xff;
  if (hash !== rest.at(-1)) throw named('HeaderChecksumError');
  if (hasDictionary) throw named('DictionaryNotSupported');
  return {
    areLinked: (flags & 0b10_0000) === 0,
    hasBlockChecksums: (flags & 0b1_0000) !== 0,
    hasChecksum: (flags & 0b100) !== 0,
    size: hasSize ? rest.readBigUInt64LE() : null,
    maxBlockBytes: 2 ** (8 + 2 * size),
  };
}

function checkEnd({ size, hasChecksum }: Header, reader: Reader, output: Output): void {
  if (size !== null && size !== BigInt(output.length)) {
    throw named(`ContentLengthError { expected: ${size}, actual: ${output.length} }`);
  }
  if (hasChecksum && reader.word() !== xxh32(output.bytes)) throw named('ContentChecksumError');
}

/** A fault that Rust prints by its name. */
function named(name: string): Lz4Fault {
  return new Lz4Fault(name, name);
}
