import { aessiv } from '@noble/ciphers/aes.js';
import { authenticated, type Cipher, type FindCipher } from './cipher.ts';

/** Of RFC 5297, with nothing and the initialisation vector as the associated data. */
function siv(keyBytes: number): Cipher {
  const nothing = new Uint8Array();
  return authenticated(keyBytes, 16, (key, iv) => aessiv(key, nothing, iv));
}

export function sivCiphers(): FindCipher {
  const ciphers = new Map([
    ['AES-128-SIV', siv(32)],
    ['AES-256-SIV', siv(64)],
  ]);
  return (name) => ciphers.get(name) ?? null;
}
