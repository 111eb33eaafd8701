import { readInteger as readAny } from '../read-integer.ts';
import type { ProtoType } from './schema.ts';

interface Bounds {
  readonly bits: 32 | 64;
  readonly isSigned: boolean;
}

/** What an integer of a type may be; null: the type is none. */
export function boundsOf(type: ProtoType): Bounds | null {
  const [, prefix, bits] = /^(s?int|sfixed|uint|fixed)(32|64)$/.exec(type) ?? [];
  if (prefix === undefined) return null;
  return {
    bits: bits === '32' ? 32 : 64,
    isSigned: prefix !== 'uint' && prefix !== 'fixed',
  };
}

/** An integer in the width of a type: what is too large wraps. Types of 64 bits are bigints. */
export function wrapped(type: ProtoType, value: number | bigint): number | bigint {
  const bounds = boundsOf(type);
  if (bounds === null)
    return type === 'enum' ? Number(BigInt.asIntN(32, BigInt(value))) : Number(value);
  const { bits, isSigned } = bounds;
  const cut = isSigned ? BigInt.asIntN(bits, BigInt(value)) : BigInt.asUintN(bits, BigInt(value));
  return bits === 32 ? Number(cut) : cut;
}

/** An integer of a text; a string says what is wrong, in Rust's words. */
export function readInteger(type: ProtoType, text: string): number | bigint | string {
  const bounds = boundsOf(type);
  if (bounds === null) return 'invalid digit found in string';
  const { bits, isSigned } = bounds;
  if (text === '') return 'cannot parse integer from empty string';
  if (!isSigned && text.startsWith('-')) return 'invalid digit found in string';
  if (!/^[+-]?\d+$/.test(text)) {
    const reason = readAny(text, 10);
    return typeof reason === 'string' ? reason : 'invalid digit found in string';
  }
  const value = BigInt(text.replace(/^\+/, ''));
  const highest = (1n << BigInt(isSigned ? bits - 1 : bits)) - 1n;
  if (value > highest) return 'number too large to fit in target type';
  if (isSigned && value < -highest - 1n) return 'number too small to fit in target type';
  return bits === 32 ? Number(value) : value;
}
