import { createHash } from 'node:crypto';
import type { Bytes } from '../text.ts';

export function sha3(value: Bytes, variant: string): string {
  return createHash(variant.toLowerCase()).update(value).digest('hex');
}
