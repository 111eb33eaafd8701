/** As much of Node's crypto as VRL's functions ask for. */
import { hmac } from '@noble/hashes/hmac.js';
import { md5, ripemd160, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from '@noble/hashes/sha2.js';
import { sha3_224, sha3_256, sha3_384, sha3_512 } from '@noble/hashes/sha3.js';
import { Buffer } from 'buffer';

const hashes = {
  md5,
  ripemd160,
  sha1,
  sha224,
  sha256,
  sha384,
  sha512,
  'sha512-224': sha512_224,
  'sha512-256': sha512_256,
  'sha3-224': sha3_224,
  'sha3-256': sha3_256,
  'sha3-384': sha3_384,
  'sha3-512': sha3_512,
};

type Data = string | Uint8Array;

interface Digesting {
  readonly update: (data: Data) => Digesting;
  readonly digest: (encoding?: BufferEncoding) => Buffer | string;
}

interface Absorbing {
  readonly update: (data: Uint8Array) => unknown;
  readonly digest: () => Uint8Array;
}

export function createHash(name: string): Digesting {
  return digesting(hashOf(name).create());
}

export function createHmac(name: string, key: Data): Digesting {
  return digesting(hmac.create(hashOf(name), bytes(key)));
}

export function randomBytes(count: number): Buffer {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(count)));
}

export function randomUUID(): string {
  return crypto.randomUUID();
}

export { createCipheriv, createDecipheriv } from './ciphers.ts';

function hashOf(name: string): (typeof hashes)[keyof typeof hashes] {
  const known = name.toLowerCase().replace('/', '-');
  if (Object.hasOwn(hashes, known)) return hashes[known as keyof typeof hashes];
  throw new Error(`the digest ${name} is not there in a browser`);
}

function digesting(hash: Absorbing): Digesting {
  const self: Digesting = {
    update: (data) => {
      hash.update(bytes(data));
      return self;
    },
    digest: (encoding) => {
      const digest = Buffer.from(hash.digest());
      return encoding === undefined ? digest : digest.toString(encoding);
    },
  };
  return self;
}

function bytes(data: Data): Uint8Array {
  return typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data);
}
