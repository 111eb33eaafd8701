import { compressSnappy } from '../snappy/compress.ts';
import { type Bytes, bytesOf, stringOfBytes } from '../text.ts';

export function encodeSnappy(value: Bytes): Bytes {
  return stringOfBytes(compressSnappy(Buffer.from(bytesOf(value))));
}
