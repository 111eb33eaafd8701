import { maxDecompressedBytes } from '../decompressed.ts';
import { Failure } from '../failure.ts';
import { decompressSnappy } from '../snappy/decompress.ts';
import { type Bytes, bytesOf, stringOfBytes } from '../text.ts';

export function decodeSnappy(value: Bytes): Bytes | Failure {
  const bytes = decompressSnappy(Buffer.from(bytesOf(value)), maxDecompressedBytes);
  return bytes === null
    ? new Failure('unable to decode value with Snappy decoder')
    : stringOfBytes(bytes);
}
