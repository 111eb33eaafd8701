import { createHash } from 'node:crypto';
import type { Bytes } from '../text.ts';

export function sha2(value: Bytes, variant: string): string {
  // `SHA-512/256` is `sha512-256` to OpenSSL
  const name = variant.toLowerCase().replace('sha-', 'sha').replace('/', '-');
  return createHash(name).update(value).digest('hex');
}
