import { cipherModules } from '../runtime/cipher/names.ts';
import type { Call, FunctionDefinition } from './definition.ts';
import { bytes, describe, type Described, required } from './describe.ts';

function algorithmOf({ constants }: Call): string | null {
  const algorithm = constants.get('algorithm');
  return typeof algorithm === 'string' ? algorithm.toUpperCase() : null;
}

function cipher(name: string, summary: string, keyword: string, what: string): Described {
  return {
    name,
    summary,
    parameters: [
      required(keyword, bytes, what),
      required(
        'algorithm',
        bytes,
        `Which cipher: ${[...cipherModules.keys()].map((one) => `\`${one}\``).join(', ')}. CTR without an ending counts like CTR-LE.`,
      ),
      required('key', bytes, 'The key, as bytes; its length is that of the algorithm.'),
      required(
        'iv',
        bytes,
        'The initialisation vector: 16 bytes; 12 with CHACHA20, 24 with XCHACHA20 and XSALSA20. Each message needs one of its own.',
      ),
    ],
    returns: bytes,
    fallible: true,
    prepare: (call) => {
      const found = cipherModules.get(algorithmOf(call) ?? '');
      return { ...(found ?? { name: 'allCiphers', module: 'cipher/all' }), data: undefined };
    },
    check: (call) => {
      const algorithm = algorithmOf(call);
      return algorithm === null || cipherModules.has(algorithm)
        ? []
        : [{ keyword: 'algorithm', message: 'Invalid algorithm' }];
    },
  };
}

/** Functions with keys. */
export const cipherFunctions: readonly FunctionDefinition[] = describe('Crypto', [
  cipher('encrypt', 'Encrypts bytes with a symmetric cipher.', 'plaintext', 'What is encrypted.'),
  cipher('decrypt', 'Undoes `encrypt`.', 'ciphertext', 'What was encrypted.'),
]);

function address(name: string, summary: string): Described {
  return {
    name,
    summary,
    parameters: [
      required('ip', bytes, 'The address.'),
      required('key', bytes, 'The key: 16 bytes with `aes128`, 32 with `pfx`.'),
      required(
        'mode',
        bytes,
        '`aes128` makes any address of it; `pfx` keeps addresses of one network in one network.',
      ),
    ],
    returns: bytes,
    fallible: true,
  };
}

/** Functions that hide addresses. */
export const addressCiphers: readonly FunctionDefinition[] = describe('IP', [
  address('encrypt_ip', 'Makes another address of an address, by ipcrypt.'),
  address('decrypt_ip', 'Undoes `encrypt_ip`.'),
]);
