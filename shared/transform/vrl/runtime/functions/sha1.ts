import { createHash } from 'node:crypto';
import type { Bytes } from '../text.ts';

export function sha1(value: Bytes): string {
  return createHash('sha1').update(value).digest('hex');
}
