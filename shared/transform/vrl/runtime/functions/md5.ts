import { createHash } from 'node:crypto';
import type { Bytes } from '../text.ts';

export function md5(value: Bytes): string {
  return createHash('md5').update(value).digest('hex');
}
