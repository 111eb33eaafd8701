import { Failure } from '../failure.ts';
import { type Bytes, bytesOf, stringOfBytes } from '../text.ts';

export function chunks(value: Bytes, chunkSize: number | bigint): Bytes[] | Failure {
  if (chunkSize < 1) return new Failure('"chunk_size" must be at least 1 byte');
  const bytes = bytesOf(value);
  const size = Number(chunkSize);
  const result: Bytes[] = [];
  for (let start = 0; start < bytes.length; start += size) {
    result.push(stringOfBytes(bytes.subarray(start, start + size)));
  }
  return result;
}
