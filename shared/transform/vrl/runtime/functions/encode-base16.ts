import { type Bytes, bytesOf } from '../text.ts';

export function encodeBase16(value: Bytes): string {
  return Buffer.from(bytesOf(value)).toString('hex');
}
