import type { Charsets } from '../charset/charsets.ts';
import { unknownCharset } from '../charset/unknown-charset.ts';
import type { Failure } from '../failure.ts';
import { type Bytes, bytesOf, textOf } from '../text.ts';

export function decodeCharset(charsets: Charsets, value: Bytes, label: Bytes): string | Failure {
  return charsets.decode(bytesOf(value), textOf(label)) ?? unknownCharset(label);
}
