import { checkedCipher } from '../cipher/checked-cipher.ts';
import type { FindCipher } from '../cipher/cipher.ts';
import { Failure } from '../failure.ts';
import { type Bytes, bytesOf, stringOfBytes } from '../text.ts';

export function encrypt(
  find: FindCipher,
  plaintext: Bytes,
  algorithm: Bytes,
  key: Bytes,
  iv: Bytes,
): Bytes | Failure {
  const checked = checkedCipher(find, algorithm, key, iv);
  if (checked instanceof Failure) return checked;
  return stringOfBytes(checked.cipher.encrypt(bytesOf(plaintext), checked.key, checked.iv));
}
