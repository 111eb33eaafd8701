import { xxh64 } from '../../../../xxh64.ts';
import { xxh3In128, xxh3In64 } from '../checksum/xxh3.ts';
import { xxh32 } from '../checksum/xxh32.ts';
import { Failure } from '../failure.ts';
import { type Bytes, bytesOf, textOf } from '../text.ts';
import { integerOf } from '../value.ts';

/** 128 bits are a text, as no integer of VRL's holds them. */
export function xxhash(value: Bytes, variant: Bytes): number | bigint | string | Failure {
  const bytes = bytesOf(value);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (textOf(variant).toUpperCase()) {
    case 'XXH32':
      return xxh32(buffer);
    case 'XXH64': {
      const { high, low } = xxh64(buffer, 0, buffer.length);
      return integerOf((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0));
    }
    case 'XXH3-64':
      return integerOf(xxh3In64(buffer));
    case 'XXH3-128':
      return String(xxh3In128(buffer));
    default:
      return new Failure("Variant must be either 'XXH32', 'XXH64', 'XXH3-64', or 'XXH3-128'");
  }
}
