import { Failure } from '../failure.ts';
import { type Bytes, stringOfBytes, textOf } from '../text.ts';

export function decodeBase16(value: Bytes): Bytes | Failure {
  const text = textOf(value);
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) {
    return new Failure('unable to decode value to base16');
  }
  return stringOfBytes(Buffer.from(text, 'hex'));
}
