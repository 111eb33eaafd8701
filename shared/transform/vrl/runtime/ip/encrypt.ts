import { type Cipheriv, createCipheriv, createDecipheriv } from 'node:crypto';
import { Failure } from '../failure.ts';
import { type Bytes, bytesOf, textOf } from '../text.ts';
import { notAnIp, readIp } from './read.ts';
import { ipText } from './text.ts';

const mapped = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]);
const keySizes: ReadonlyMap<string, number> = new Map([
  ['aes128', 16],
  ['pfx', 32],
]);

/**
 * Makes another address of an address, or undoes that, by the methods of ipcrypt: as one block of AES, or bit by bit, so
 * that addresses of one network stay in one.
 *
 * @see https://ipcrypt-std.github.io/
 */
export function cryptIp(
  ip: Bytes,
  key: Bytes,
  mode: Bytes,
  direction: 'encrypt' | 'decrypt',
): string | Failure {
  const address = readIp(textOf(ip));
  if (address === null) return new Failure(notAnIp);
  const method = textOf(mode);
  const keyBytes = keySizes.get(method);
  if (keyBytes === undefined) {
    return new Failure(`Invalid mode '${method}'. Must be 'aes128' or 'pfx'`);
  }
  const given = bytesOf(key);
  const isFour = address.length === 4;
  if (given.length !== keyBytes) {
    const version = isFour ? 'IPv4' : 'IPv6';
    return new Failure(`${method} mode requires a ${keyBytes}-byte key for ${version}`);
  }
  const whole = isFour ? Buffer.concat([mapped, address]) : Buffer.from(address);
  if (method === 'aes128') {
    const create = direction === 'encrypt' ? createCipheriv : createDecipheriv;
    return addressText(create('aes-128-ecb', given, null).setAutoPadding(false).update(whole));
  }
  const [one, other] = [given.subarray(0, 16), given.subarray(16)];
  if (Buffer.compare(one, other) === 0) {
    return new Failure('The two halves of the key must be different');
  }
  return addressText(cryptPrefixes(whole, isFour ? 96 : 0, one, other, direction));
}

/** Of each bit that does not belong to a known prefix: what AES makes of the bits before it decides whether it turns. */
function cryptPrefixes(
  bytes: Buffer,
  known: number,
  one: Uint8Array,
  other: Uint8Array,
  direction: 'encrypt' | 'decrypt',
): Buffer {
  const ciphers = [one, other].map((key) => createCipheriv('aes-128-ecb', key, null));
  const result = Buffer.from(bytes);
  // the bits so far behind a 1, at the lower end of a block
  let prefix = known === 0 ? 1n : (1n << 96n) | 0xffffn;
  for (let position = known; position < 128; position += 1) {
    const turns = lastBit(ciphers, prefix);
    const at = position >> 3;
    const mask = 0x80 >> (position & 7);
    if (turns) result[at] = (result[at] ?? 0) ^ mask;
    const original = (direction === 'encrypt' ? bytes : result)[at] ?? 0;
    prefix = BigInt.asUintN(128, (prefix << 1n) | ((original & mask) === 0 ? 0n : 1n));
  }
  return result;
}

function lastBit(ciphers: readonly Cipheriv[], prefix: bigint): boolean {
  const block = Buffer.from(prefix.toString(16).padStart(32, '0'), 'hex');
  let bit = 0;
  for (const cipher of ciphers) bit ^= (cipher.update(block)[15] ?? 0) & 1;
  return bit === 1;
}

function addressText(bytes: Buffer): string {
  const isMapped = bytes.subarray(0, mapped.length).equals(mapped);
  return ipText(isMapped ? bytes.subarray(mapped.length) : bytes);
}
