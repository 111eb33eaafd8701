import type { ByteTarget } from '../byte-target.ts';
import type { ColumnType, PhysicalValue } from '../columns/column-type.ts';

/** How the values of a leaf are laid out in the file. */
export interface Physical {
  /** Parquet's number of the type. */
  readonly type: 1 | 2 | 4 | 5 | 6 | 7;
  /** Bytes of a value where all have as many; null: its length stands before it. */
  readonly width: number | null;
  /** Writes a value, as Parquet's encoding PLAIN has it. */
  readonly write: (value: PhysicalValue, target: ByteTarget) => void;
  /** Less than 0 where `one` comes first in the order that the column's statistics go by. */
  readonly compare: (one: PhysicalValue, other: PhysicalValue) => number;
}

/** Parquet's number of the type of fixed length, which the schema tells. */
export const fixedLengthType = 7;

/** Booleans are no values of this kind: they are packed bits. */
export const booleanType = 0;

const int32: Physical = fixed(1, 4, (value, buffer, at) => {
  buffer.writeInt32LE(Number(value), at);
});

const int64: Physical = fixed(2, 8, (value, buffer, at) => {
  if (typeof value === 'bigint') {
    buffer.writeBigInt64LE(value, at);
    return;
  }
  const high = Math.floor((value as number) / 2 ** 32);
  buffer.writeInt32LE(((value as number) - high * 2 ** 32) | 0, at);
  buffer.writeInt32LE(high, at + 4);
});

const float: Physical = fixed(4, 4, (value, buffer, at) => {
  buffer.writeFloatLE(value as number, at);
});

const double: Physical = fixed(5, 8, (value, buffer, at) => {
  buffer.writeDoubleLE(value as number, at);
});

const uuid: Physical = fixed(fixedLengthType, 16, (value, buffer, at) => {
  buffer.write(value as string, at, 'latin1');
});

const int128: Physical = fixed(fixedLengthType, 16, (value, buffer, at) => {
  buffer.writeBigInt64BE((value as bigint) >> 64n, at);
  buffer.writeBigUInt64BE(BigInt.asUintN(64, value as bigint), at + 8);
});

const text: Physical = withLength('utf8', byCodePoint);

const bytes: Physical = withLength('latin1', byValue);

function fixed(
  type: Physical['type'],
  width: number,
  put: (value: PhysicalValue, buffer: Buffer, at: number) => void,
): Physical {
  const write: Physical['write'] = (value, target) => {
    target.reserve(width);
    put(value, target.buffer, target.position);
    target.position += width;
  };
  return { type, width, write, compare: byValue };
}

function withLength(encoding: 'utf8' | 'latin1', compare: Physical['compare']): Physical {
  const mostBytes = encoding === 'utf8' ? 3 : 1;
  const write: Physical['write'] = (value, target) => {
    const string = value as string;
    target.reserve(4 + string.length * mostBytes);
    const { buffer, position } = target;
    const length = buffer.write(string, position + 4, encoding);
    buffer.writeUInt32LE(length, position);
    target.position = position + 4 + length;
  };
  return { type: 6, width: null, write, compare };
}

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

/** The order of the values of a leaf. */
export function compareOf(type: ColumnType): Physical['compare'] {
  return type.kind === 'boolean' ? byValue : physicalOf(type).compare;
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
