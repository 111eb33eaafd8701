import { createCipheriv, createDecipheriv } from 'node:crypto';
import { authenticated, type Cipher, type FindCipher } from './cipher.ts';
import { type Padding, paddings } from './paddings.ts';

const block = 16;

/** Ciphers that Node has, and those that are made of one of its. */
export function plainCiphers(): FindCipher {
  return (name) => {
    if (name === 'CHACHA20-POLY1305') return chacha;
    const [, bits, mode, variant] =
      /^AES-(256|192|128)-(CFB|OFB|CTR|CBC)(?:-([A-Z0-9]+))?$/.exec(name) ?? [];
    if (bits === undefined) return null;
    const keyBytes = Number(bits) / 8;
    if (mode === 'CTR') return counting(keyBytes, `aes-${bits}-ecb`, variant === 'BE');
    const algorithm = `aes-${bits}-${mode?.toLowerCase()}`;
    if (mode !== 'CBC') return streaming(keyBytes, algorithm);
    const padding = paddings.get(variant ?? '');
    return padding === undefined ? null : padded(keyBytes, algorithm, padding);
  };
}

const tagBytes = 16;
const chacha = authenticated(32, 12, (key, iv) => {
  const options = { authTagLength: tagBytes };
  return {
    encrypt: (bytes) => {
      const cipher = createCipheriv('chacha20-poly1305', key, iv, options);
      return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    },
    decrypt: (bytes) => {
      const decipher = createDecipheriv('chacha20-poly1305', key, iv, options);
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]);
    },
  };
});

function streaming(keyBytes: number, algorithm: string): Cipher {
  return {
    keyBytes,
    ivBytes: block,
    encrypt: (bytes, key, iv) => createCipheriv(algorithm, key, iv).update(bytes),
    decrypt: (bytes, key, iv) => createDecipheriv(algorithm, key, iv).update(bytes),
  };
}

/** Counts in 64 bits, which Node does not: in the last eight bytes, or upside down in the first ones. */
function counting(keyBytes: number, algorithm: string, isBig: boolean): Cipher {
  const apply = (bytes: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array => {
    const blocks = Math.ceil(bytes.length / block);
    const counters = Buffer.alloc(blocks * block);
    const first = Buffer.from(iv);
    const start = isBig ? first.readBigUInt64BE(8) : first.readBigUInt64LE(0);
    for (let index = 0; index < blocks; index += 1) {
      const at = index * block;
      counters.set(iv, at);
      const count = BigInt.asUintN(64, start + BigInt(index));
      if (isBig) counters.writeBigUInt64BE(count, at + 8);
      else counters.writeBigUInt64LE(count, at);
    }
    const keys = createCipheriv(algorithm, key, null).update(counters);
    return bytes.map((byte, index) => byte ^ (keys[index] ?? 0));
  };
  return { keyBytes, ivBytes: block, encrypt: apply, decrypt: apply };
}

function padded(keyBytes: number, algorithm: string, padding: Padding): Cipher {
  return {
    keyBytes,
    ivBytes: block,
    encrypt: (bytes, key, iv) => {
      const cipher = createCipheriv(algorithm, key, iv).setAutoPadding(false);
      return Buffer.concat([
        cipher.update(bytes),
        cipher.update(padding.fill(block - (bytes.length % block))),
      ]);
    },
    decrypt: (bytes, key, iv) => {
      if (bytes.length === 0 || bytes.length % block !== 0) return null;
      const plain = createDecipheriv(algorithm, key, iv).setAutoPadding(false).update(bytes);
      const length = padding.length(plain.subarray(-block));
      return length === null ? null : plain.subarray(0, plain.length - length);
    },
  };
}
