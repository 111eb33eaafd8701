import { compressLz4 } from '../lz4/compress.ts';
import { type Bytes, bytesOf, stringOfBytes } from '../text.ts';

export function encodeLz4(value: Bytes, prependSize: boolean): Bytes {
  const input = Buffer.from(bytesOf(value));
  const block = compressLz4(input);
  if (!prependSize) return stringOfBytes(block);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(input.length);
  return stringOfBytes(Buffer.concat([size, block]));
}
