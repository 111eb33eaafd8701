import type { ThriftWriter } from '../thrift.ts';

/** Writes what stands before the bits of a bloom filter: split blocks of XXH64 hashes, not compressed. */
export function writeFilterHeader(thrift: ThriftWriter, bytes: number): void {
  thrift.i32(1, bytes);
  for (const union of [2, 3, 4]) thrift.choice(union, 1);
  thrift.end();
}
