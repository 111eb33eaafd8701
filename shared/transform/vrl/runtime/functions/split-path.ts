import { pathParts } from '../path-parts.ts';
import { type Bytes, textOf } from '../text.ts';

export function splitPath(value: Bytes): string[] {
  return pathParts(textOf(value));
}
