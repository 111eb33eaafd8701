/** A symmetric cipher. Keys and initialisation vectors have just these lengths when it is called. */
export interface Cipher {
  readonly keyBytes: number;
  readonly ivBytes: number;
  readonly encrypt: (bytes: Uint8Array, key: Uint8Array, iv: Uint8Array) => Uint8Array;
  /** Null: nothing that was encrypted so. */
  readonly decrypt: (bytes: Uint8Array, key: Uint8Array, iv: Uint8Array) => Uint8Array | null;
}

/** Finds a cipher by VRL's name of it, in capital letters. */
export type FindCipher = (name: string) => Cipher | null;

/** A cipher that authenticates, of a library that throws where what it is given is not authentic. */
export function authenticated(
  keyBytes: number,
  ivBytes: number,
  create: (
    key: Uint8Array,
    iv: Uint8Array,
  ) => {
    readonly encrypt: (bytes: Uint8Array) => Uint8Array;
    readonly decrypt: (bytes: Uint8Array) => Uint8Array;
  },
): Cipher {
  return {
    keyBytes,
    ivBytes,
    encrypt: (bytes, key, iv) => create(key, iv).encrypt(bytes),
    decrypt: (bytes, key, iv) => {
      try {
        return create(key, iv).decrypt(bytes);
      } catch {
        return null;
      }
    },
  };
}
