import type { Charsets } from '../charset/charsets.ts';
import { unknownCharset } from '../charset/unknown-charset.ts';
import type { Failure } from '../failure.ts';
import { type Bytes, stringOfBytes, textOf } from '../text.ts';

export function encodeCharset(charsets: Charsets, value: Bytes, label: Bytes): Bytes | Failure {
  const bytes = charsets.encode(textOf(value), textOf(label));
  return bytes === null ? unknownCharset(label) : stringOfBytes(bytes);
}
