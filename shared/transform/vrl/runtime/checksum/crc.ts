/** What an algorithm of the CRC family is made of, by the names of the catalogue of parametrised CRC algorithms. */
export interface CrcParameters {
  /** Bits of the register. */
  readonly width: number;
  /** In hexadecimal digits, as it may have 82 bits; so have `init` and `xorout`. */
  readonly poly: string;
  readonly init: string;
  readonly refin: boolean;
  readonly refout: boolean;
  readonly xorout: string;
}

/** The checksum of bytes, in decimal digits. */
export type Checksum = (bytes: Uint8Array) => string;

/** Makes an algorithm ready: a table of what each byte does to the register. */
export function createCrc(parameters: CrcParameters): Checksum {
  return parameters.width <= 32 ? createSmall(parameters) : createLarge(parameters);
}

/** A register of up to 32 bits: at the upper end of a word where bits go in as they are, at the lower one where reflected. */
function createSmall({ width, poly, init, refin, refout, xorout }: CrcParameters): Checksum {
  const top = 32 - width;
  const place = (digits: string): number =>
    refin ? Number(reflected(BigInt(`0x${digits}`), width)) : Number.parseInt(digits, 16) << top;
  const divisor = place(poly);
  const table = Int32Array.from({ length: 256 }, (_, byte) => {
    let register = refin ? byte : byte << 24;
    for (let bit = 0; bit < 8; bit += 1) {
      if (refin) register = (register >>> 1) ^ ((register & 1) === 0 ? 0 : divisor);
      else register = (register << 1) ^ (register < 0 ? divisor : 0);
    }
    return register;
  });
  const start = place(init);
  const last = Number.parseInt(xorout, 16);
  return (bytes) => {
    let register = start;
    if (refin) {
      for (const byte of bytes)
        register = (register >>> 8) ^ (table[(register ^ byte) & 0xff] ?? 0);
    } else {
      for (const byte of bytes) register = (register << 8) ^ (table[(register >>> 24) ^ byte] ?? 0);
      register >>>= top;
    }
    if (refin !== refout) register = Number(reflected(BigInt(register >>> 0), width));
    return String((register ^ last) >>> 0);
  };
}

function createLarge({ width, poly, init, refin, refout, xorout }: CrcParameters): Checksum {
  const size = BigInt(width);
  const mask = (1n << size) - 1n;
  const place = (digits: string): bigint => {
    const value = BigInt(`0x${digits}`);
    return refin ? reflected(value, width) : value;
  };
  const divisor = place(poly);
  const table = Array.from({ length: 256 }, (_, byte) => {
    let register = refin ? BigInt(byte) : BigInt(byte) << (size - 8n);
    for (let bit = 0; bit < 8; bit += 1) {
      if (refin) register = (register >> 1n) ^ ((register & 1n) === 0n ? 0n : divisor);
      else register = ((register << 1n) & mask) ^ (register >> (size - 1n) === 0n ? 0n : divisor);
    }
    return register;
  });
  const start = place(init);
  const last = BigInt(`0x${xorout}`);
  return (bytes) => {
    let register = start;
    for (const byte of bytes) {
      register = refin
        ? (register >> 8n) ^ (table[Number(register & 0xffn) ^ byte] ?? 0n)
        : ((register << 8n) & mask) ^ (table[Number(register >> (size - 8n)) ^ byte] ?? 0n);
    }
    return String((refin === refout ? register : reflected(register, width)) ^ last);
  };
}

function reflected(value: bigint, width: number): bigint {
  let result = 0n;
  for (let bit = 0, rest = value; bit < width; bit += 1, rest >>= 1n) {
    result = (result << 1n) | (rest & 1n);
  }
  return result;
}
