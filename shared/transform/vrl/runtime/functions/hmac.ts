import { createHmac } from 'node:crypto';
import { Failure } from '../failure.ts';
import { type Bytes, stringOfBytes, textOf } from '../text.ts';

export function hmac(value: Bytes, key: Bytes, algorithm: Bytes): Bytes | Failure {
  const name = textOf(algorithm).toUpperCase();
  if (!/^(?:SHA1|SHA-(?:224|256|384|512))$/.test(name)) {
    return new Failure(`Invalid algorithm: ${name}`);
  }
  return stringOfBytes(createHmac(name.replace('-', ''), key).update(value).digest());
}
