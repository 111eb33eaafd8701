import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { authenticated, type FindCipher } from './cipher.ts';

export function salsaCiphers(): FindCipher {
  const cipher = authenticated(32, 24, (key, iv) => xsalsa20poly1305(key, iv));
  return (name) => (name === 'XSALSA20-POLY1305' ? cipher : null);
}
