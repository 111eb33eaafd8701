import type { ByteTarget } from '../byte-target.ts';
import type { ColumnType } from './column-type.ts';

/**
 * A value as a column keeps it until it is written: numbers and bigints; strings, also for bytes, of which each
 * character is one then.
 */
export type PhysicalValue = number | bigint | string;

/** How the values of a leaf are laid out in the file. */
export interface Physical {
  /** Parquet's number of the type. */
  readonly type: 1 | 2 | 4 | 5 | 6 | 7;
  /** Bytes of a value where all have as many of their own; null: they follow from the type. */
  readonly typeLength: number | null;
  /** Writes a value, as Parquet's encoding PLAIN has it. */
  readonly write: (value: PhysicalValue, target: ByteTarget) => void;
  /** Less than 0 where `one` comes first in the order that the column's statistics go by. */
  readonly compare: (one: PhysicalValue, other: PhysicalValue) => number;
}

/** Booleans are no values of this kind: they are packed bits. */
export const booleanType = 0;

const int32: Physical = {
  type: 1,
  typeLength: null,
  write: (value, target) => {
    target.reserve(4);
    target.position = target.buffer.writeInt32LE(Number(value), target.position);
  },
  compare: byValue,
};

const int64: Physical = {
  type: 2,
  typeLength: null,
  write: (value, target) => {
    target.reserve(8);
    const { buffer, position } = target;
    if (typeof value === 'bigint') buffer.writeBigInt64LE(value, position);
    else {
      const high = Math.floor((value as number) / 2 ** 32);
      buffer.writeInt32LE(((value as number) - high * 2 ** 32) | 0, position);
      buffer.writeInt32LE(high, position + 4);
    }
    target.position = position + 8;
  },
  compare: byValue,
};

const float: Physical = {
  type: 4,
  typeLength: null,
  write: (value, target) => {
    target.reserve(4);
    target.position = target.buffer.writeFloatLE(value as number, target.position);
  },
  compare: byValue,
};

const double: Physical = {
  type: 5,
  typeLength: null,
  write: (value, target) => {
    target.reserve(8);
    target.position = target.buffer.writeDoubleLE(value as number, target.position);
  },
  compare: byValue,
};

const text: Physical = {
  type: 6,
  typeLength: null,
  write: (value, target) => {
    const string = value as string;
    target.reserve(4 + string.length * 3);
    const { buffer, position } = target;
    const bytes = buffer.write(string, position + 4, 'utf8');
    buffer.writeUInt32LE(bytes, position);
    target.position = position + 4 + bytes;
  },
  compare: byCodePoint,
};

const bytes: Physical = {
  type: 6,
  typeLength: null,
  write: (value, target) => {
    const string = value as string;
    target.reserve(4 + string.length);
    const { buffer, position } = target;
    buffer.writeUInt32LE(string.length, position);
    target.position = position + 4 + buffer.write(string, position + 4, 'latin1');
  },
  compare: byValue,
};

const uuid: Physical = {
  type: 7,
  typeLength: 16,
  write: (value, target) => {
    target.reserve(16);
    target.position += target.buffer.write(value as string, target.position, 'latin1');
  },
  compare: byValue,
};

const int128: Physical = {
  type: 7,
  typeLength: 16,
  write: (value, target) => {
    target.reserve(16);
    const { buffer, position } = target;
    buffer.writeBigInt64BE((value as bigint) >> 64n, position);
    buffer.writeBigUInt64BE(BigInt.asUintN(64, value as bigint), position + 8);
    target.position = position + 16;
  },
  compare: byValue,
};

const physicals: Readonly<Partial<Record<ColumnType['kind'], Physical>>> = {
  int: int32,
  date: int32,
  bigint: int64,
  timestamp: int64,
  'timestamp(6)': int64,
  float,
  double,
  binary: bytes,
  uuid,
};

/** Of a type that is a leaf and no boolean. */
export function physicalOf(type: ColumnType): Physical {
  if (type.kind !== 'decimal') return physicals[type.kind] ?? text;
  if (type.precision <= 9) return int32;
  return type.precision <= 18 ? int64 : int128;
}

function byValue(one: PhysicalValue, other: PhysicalValue): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** As their UTF-8 compares: JavaScript's own order has surrogates, and so all beyond U+FFFF, before U+E000. */
function byCodePoint(one: PhysicalValue, other: PhysicalValue): number {
  const left = one as string;
  const right = other as string;
  const shorter = Math.min(left.length, right.length);
  for (let at = 0; at < shorter; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a === b) continue;
    if (a >= 0xd800 && b >= 0xd800) return inUtf8Order(a) - inUtf8Order(b);
    return a - b;
  }
  return left.length - right.length;
}

function inUtf8Order(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}
