import { CborReader } from '../cbor/reader.ts';
import { Failure } from '../failure.ts';
import { bytesOf, type Bytes } from '../text.ts';
import type { Value } from '../value.ts';

export function parseCbor(value: Bytes): Value | Failure {
  const reader = new CborReader(bytesOf(value));
  const read = reader.value();
  return reader.fault === null ? read : new Failure(`unable to parse cbor: ${reader.fault}`);
}
