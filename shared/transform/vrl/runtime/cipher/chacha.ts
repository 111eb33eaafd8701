import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { authenticated, type FindCipher } from './cipher.ts';

export function chachaCiphers(): FindCipher {
  const cipher = authenticated(32, 24, (key, iv) => xchacha20poly1305(key, iv));
  return (name) => (name === 'XCHACHA20-POLY1305' ? cipher : null);
}
