import { Failure } from '../failure.ts';
import { type Bytes, bytesOf, textOf } from '../text.ts';

export function encodeBase64(value: Bytes, padding: boolean, charset: Bytes): string | Failure {
  const name = textOf(charset);
  if (name !== 'standard' && name !== 'url_safe') return new Failure('unknown charset');
  const bytes = Buffer.from(bytesOf(value));
  const text = bytes.toString(name === 'standard' ? 'base64' : 'base64url');
  if (name === 'url_safe') return padding ? text.padEnd(Math.ceil(text.length / 4) * 4, '=') : text;
  return padding ? text : text.replace(/=+$/, '');
}
