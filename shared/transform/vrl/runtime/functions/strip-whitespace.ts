import { trimWhite } from '../white-space.ts';
import { type Bytes, textOf } from '../text.ts';

export function stripWhitespace(value: Bytes): string {
  return trimWhite(textOf(value));
}
