import { Failure } from '../failure.ts';
import { type Bytes, bytesOf, textOf } from '../text.ts';
import type { Cipher, FindCipher } from './cipher.ts';

/** A cipher with a key and an initialisation vector that it takes. */
export function checkedCipher(
  find: FindCipher,
  algorithm: Bytes,
  key: Bytes,
  iv: Bytes,
): { readonly cipher: Cipher; readonly key: Uint8Array; readonly iv: Uint8Array } | Failure {
  const name = textOf(algorithm).toUpperCase();
  const cipher = find(name);
  if (cipher === null) return new Failure(`Invalid algorithm: ${name}`);
  const { keyBytes, ivBytes } = cipher;
  const [keyGiven, ivGiven] = [bytesOf(key), bytesOf(iv)];
  if (keyGiven.length !== keyBytes) return wrongSize('key', keyBytes, keyGiven);
  if (ivGiven.length !== ivBytes) return wrongSize('iv', ivBytes, ivGiven);
  return { cipher, key: keyGiven, iv: ivGiven };
}

function wrongSize(what: string, expected: number, { length }: Uint8Array): Failure {
  return new Failure(`Invalid ${what} size. Expected ${expected} bytes. Found ${length} bytes`);
}
