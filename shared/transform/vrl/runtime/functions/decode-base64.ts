import { Failure } from '../failure.ts';
import { type Bytes, stringOfBytes, textOf } from '../text.ts';

export function decodeBase64(value: Bytes, charset: Bytes): Bytes | Failure {
  const name = textOf(charset);
  if (name !== 'standard' && name !== 'url_safe') return new Failure('unknown charset');
  const text = textOf(value).replace(/=+$/, '');
  const alphabet = name === 'standard' ? /^[A-Za-z0-9+/]*$/ : /^[A-Za-z0-9_-]*$/;
  const bytes = Buffer.from(text, 'base64');
  const isWhole = text.length % 4 !== 1 && alphabet.test(text) && hasNoSpareBits(text, bytes);
  return isWhole ? stringOfBytes(bytes) : new Failure('unable to decode value from base64');
}

/** The bits of the last character that belong to no byte have to be 0. */
function hasNoSpareBits(text: string, bytes: Buffer): boolean {
  if (text.length % 4 === 0) return true;
  const again = bytes.toString('base64').replace(/=+$/, '');
  return again.at(-1) === (text.at(-1) ?? '').replace('-', '+').replace('_', '/');
}
