import { checkedCipher } from '../cipher/checked-cipher.ts';
import type { FindCipher } from '../cipher/cipher.ts';
import { Failure } from '../failure.ts';
import { type Bytes, bytesOf, stringOfBytes } from '../text.ts';

/** VRL's own program ends where a cipher that authenticates is given something else; here that is a failure like others. */
export function decrypt(
  find: FindCipher,
  ciphertext: Bytes,
  algorithm: Bytes,
  key: Bytes,
  iv: Bytes,
): Bytes | Failure {
  const checked = checkedCipher(find, algorithm, key, iv);
  if (checked instanceof Failure) return checked;
  const plain = checked.cipher.decrypt(bytesOf(ciphertext), checked.key, checked.iv);
  return plain === null ? new Failure('Invalid input') : stringOfBytes(plain);
}
