import { GrowableTarget } from '../byte-target.ts';
import type { ColumnType, PhysicalValue } from '../columns/column-type.ts';
import type { Range } from './leaf/bounds.ts';
import { physicalOf } from './physical.ts';
import type { ThriftWriter } from './thrift.ts';

/** Of a text that is longer, statistics hold what it begins with. */
const maxTextBytes = 64;

interface Bound {
  readonly bytes: Uint8Array;
  readonly isExact: boolean;
}

/** Bounds that a file states: values that are there, or shorter texts beside them. */
export interface StatedBounds {
  readonly lower: Bound;
  readonly upper: Bound;
}

/** Null where nothing short lies above the values: one bound without the other could mislead. */
export function boundsOf(type: ColumnType, { min, max }: Range): StatedBounds | null {
  const lower = boundOf(type, min === 0 && isFloating(type) ? -0 : min, false);
  const upper = boundOf(type, max === 0 ? 0 : max, true);
  return lower === null || upper === null ? null : { lower, upper };
}

/** Writes how many nulls a column chunk has, and between what its values lie: by that engines skip row groups. */
export function writeStatistics(
  thrift: ThriftWriter,
  nulls: number,
  bounds: StatedBounds | null,
): void {
  thrift.i64(3, nulls);
  if (bounds === null) return;
  thrift.bytes(5, bounds.upper.bytes);
  thrift.bytes(6, bounds.lower.bytes);
  thrift.bool(7, bounds.upper.isExact);
  thrift.bool(8, bounds.lower.isExact);
}

/** Their zero is written as -0 below and +0 above, as the format asks for: readers must find either. */
function isFloating({ kind }: ColumnType): boolean {
  return kind === 'float' || kind === 'double';
}

function boundOf(type: ColumnType, value: PhysicalValue, isUpper: boolean): Bound | null {
  if (type.kind === 'boolean') return { bytes: Uint8Array.of(Number(value)), isExact: true };
  const physical = physicalOf(type);
  if (typeof value === 'string' && physical.width === null) {
    return type.kind === 'binary' ? bytesBound(value, isUpper) : textBound(value, isUpper);
  }
  const target = new GrowableTarget(16);
  physical.write(value, target);
  return { bytes: target.written(), isExact: true };
}

/** Null where nothing short lies above it. */
function textBound(value: string, isUpper: boolean): Bound | null {
  if (Buffer.byteLength(value) <= maxTextBytes) return { bytes: Buffer.from(value), isExact: true };
  const characters: string[] = [];
  let bytes = 0;
  for (const character of value) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxTextBytes) break;
    characters.push(character);
  }
  if (!isUpper) return { bytes: Buffer.from(characters.join('')), isExact: false };
  while (characters.length > 0) {
    const last = characters.pop()?.codePointAt(0) ?? 0;
    if (last === 0x10ffff) continue;
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    characters.push(String.fromCodePoint(next));
    return { bytes: Buffer.from(characters.join('')), isExact: false };
  }
  return null;
}

function bytesBound(value: string, isUpper: boolean): Bound | null {
  const bytes = Buffer.from(value.slice(0, maxTextBytes), 'latin1');
  if (value.length <= maxTextBytes) return { bytes, isExact: true };
  if (!isUpper) return { bytes, isExact: false };
  const last = bytes.findLastIndex((byte) => byte !== 0xff);
  if (last < 0) return null;
  bytes[last] = (bytes[last] as number) + 1;
  return { bytes: bytes.subarray(0, last + 1), isExact: false };
}
