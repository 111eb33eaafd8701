import { maxDecompressedBytes } from '../decompressed.ts';
import { Failure } from '../failure.ts';
import { decompressBlock, Lz4Fault } from '../lz4/decompress-block.ts';
import { decompressFrame, frameMagic } from '../lz4/decompress-frame.ts';
import { Output } from '../lz4/output.ts';
import { type Bytes, bytesOf, stringOfBytes } from '../text.ts';

/** A frame, where it begins like one, or a block. What becomes too large fails like what is too large for its buffer. */
export function decodeLz4(
  value: Bytes,
  bufferSize: number | bigint,
  prependedSize: boolean,
): Bytes | Failure {
  const input = Buffer.from(bytesOf(value));
  const isFrame = input.subarray(0, frameMagic.length).equals(frameMagic);
  try {
    return stringOfBytes(
      isFrame
        ? decompressFrame(input, maxDecompressedBytes)
        : decodeBlock(input, Number(bufferSize), prependedSize),
    );
  } catch (thrown) {
    if (!(thrown instanceof Lz4Fault)) throw thrown;
    const kind = isFrame ? 'frame' : 'block';
    return new Failure(`unable to decode value with lz4 ${kind} decoder: ${thrown.message}`);
  }
}

function decodeBlock(input: Buffer, bufferSize: number, prependedSize: boolean): Buffer {
  const output = new Output();
  const isKnown = prependedSize && input.length >= 4;
  const size = isKnown ? input.readUInt32LE() : bufferSize;
  // a size that is none is the largest one
  const room = size < 0 ? maxDecompressedBytes : Math.min(size, maxDecompressedBytes);
  decompressBlock(
    prependedSize ? input.subarray(isKnown ? 4 : input.length) : input,
    output,
    0,
    room,
  );
  return output.bytes;
}
