/** Node's ciphers, as far as VRL's functions ask for them: the modes of AES on whole blocks, and ChaCha20-Poly1305. */
import { cbc, cfb, ecb } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { Buffer } from 'buffer';

interface Streaming {
  readonly update: (bytes: Uint8Array) => Buffer;
  readonly final: () => Buffer;
  readonly setAutoPadding: (pads: boolean) => Streaming;
  readonly getAuthTag: () => Buffer;
  readonly setAuthTag: (tag: Uint8Array) => Streaming;
}

type Direction = 'encrypt' | 'decrypt';

const block = 16;
const unpadded = { disablePadding: true };

export function createCipheriv(name: string, key: Uint8Array, iv: Uint8Array | null): Streaming {
  return streaming(name, Uint8Array.from(key), Uint8Array.from(iv ?? []), 'encrypt');
}

export function createDecipheriv(name: string, key: Uint8Array, iv: Uint8Array | null): Streaming {
  return streaming(name, Uint8Array.from(key), Uint8Array.from(iv ?? []), 'decrypt');
}

function streaming(name: string, key: Uint8Array, iv: Uint8Array, direction: Direction): Streaming {
  const apply = name === 'chacha20-poly1305' ? null : mode(name, key, iv, direction);
  let tag: Uint8Array = new Uint8Array();
  const self: Streaming = {
    update: (bytes) => {
      const given = Uint8Array.from(bytes);
      if (apply !== null) return Buffer.from(apply(given));
      const chacha = chacha20poly1305(key, iv);
      if (direction === 'decrypt') return Buffer.from(chacha.decrypt(Buffer.concat([given, tag])));
      const made = chacha.encrypt(given);
      tag = made.slice(-block);
      return Buffer.from(made.slice(0, -block));
    },
    // all is there with the first part already
    final: () => Buffer.alloc(0),
    // whoever pads does it by himself
    setAutoPadding: () => self,
    getAuthTag: () => Buffer.from(tag),
    setAuthTag: (given) => {
      tag = Uint8Array.from(given);
      return self;
    },
  };
  return self;
}

function mode(
  name: string,
  key: Uint8Array,
  iv: Uint8Array,
  direction: Direction,
): (bytes: Uint8Array) => Uint8Array {
  switch (name.slice(-3)) {
    case 'ecb':
      return (bytes) => ecb(key, unpadded)[direction](bytes);
    case 'cfb':
      return (bytes) => cfb(key, iv)[direction](bytes);
    case 'ofb':
      return (bytes) => outputFeedback(key, iv, bytes);
    case 'cbc':
      return chaining(key, iv, direction);
    default:
      throw new Error(`the cipher ${name} is not there in a browser`);
  }
}

/** The key stream is made of itself, whatever it is used for. */
function outputFeedback(key: Uint8Array, iv: Uint8Array, bytes: Uint8Array): Uint8Array {
  let stream = iv;
  return bytes.map((byte, at) => {
    // one encrypts once
    if (at % block === 0) stream = ecb(key, unpadded).encrypt(stream);
    return byte ^ (stream[at % block] ?? 0);
  });
}

/** What does not fill a block waits for the next part. */
function chaining(
  key: Uint8Array,
  iv: Uint8Array,
  direction: Direction,
): (bytes: Uint8Array) => Uint8Array {
  let last = iv;
  let waiting: Uint8Array = new Uint8Array();
  return (bytes) => {
    const given = Buffer.concat([waiting, bytes]);
    const whole = Uint8Array.from(given.subarray(0, given.length - (given.length % block)));
    waiting = given.subarray(whole.length);
    if (whole.length === 0) return whole;
    const made = cbc(key, last, unpadded)[direction](whole);
    last = (direction === 'encrypt' ? made : whole).slice(-block);
    return made;
  };
}
