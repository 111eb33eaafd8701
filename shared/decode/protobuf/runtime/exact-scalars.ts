import { firstInvalidUtf8 } from '../../../utf8.ts';
import type { EventValue } from '../../../transform/model.ts';
import { doubleOf, floatOf, integer64 } from '../../transcode/numbers.ts';
import type { FieldTable, ScalarKind } from './tables.ts';
import { type WireCursor, type WireRange, wireType } from './wire-cursor.ts';

const { varint, fixed32, fixed64, bytes: lengthPrefixed } = wireType;
/** The wire type that each kind is written in. */
export const scalarWireTypes: Readonly<Record<Exclude<FieldTable['kind'], 'message'>, number>> = {
  double: fixed64,
  float: fixed32,
  int32: varint,
  int64: varint,
  uint32: varint,
  uint64: varint,
  sint32: varint,
  sint64: varint,
  fixed32,
  fixed64,
  sfixed32: fixed32,
  sfixed64: fixed64,
  bool: varint,
  enum: varint,
  string: lengthPrefixed,
  'lossy-string': lengthPrefixed,
  bytes: lengthPrefixed,
};

/** The value that the cursor stands before; of bytes where they lie. @throws {WireFault} */
export function readScalar(kind: ScalarKind, cursor: WireCursor): EventValue | WireRange {
  switch (kind) {
    case 'double':
      cursor.fixed64();
      return doubleOf(cursor.low, cursor.high);
    case 'float':
      cursor.fixed32();
      return floatOf(cursor.low);
    case 'int32':
      cursor.varint();
      return cursor.low | 0;
    case 'uint32':
      cursor.varint();
      return cursor.low;
    case 'sint32':
      cursor.varint();
      return (cursor.low >>> 1) ^ -(cursor.low & 1);
    case 'fixed32':
      cursor.fixed32();
      return cursor.low;
    case 'sfixed32':
      cursor.fixed32();
      return cursor.low | 0;
    case 'int64':
      cursor.varint();
      return integer64(cursor.low, cursor.high, true);
    case 'uint64':
      cursor.varint();
      return integer64(cursor.low, cursor.high, false);
    case 'sint64': {
      cursor.varint();
      const sign = -(cursor.low & 1);
      const low = ((cursor.low >>> 1) | (cursor.high << 31)) ^ sign;
      return integer64(low, (cursor.high >>> 1) ^ sign, true);
    }
    case 'fixed64':
      cursor.fixed64();
      return integer64(cursor.low, cursor.high, false);
    case 'sfixed64':
      cursor.fixed64();
      return integer64(cursor.low, cursor.high, true);
    case 'bool':
      cursor.varint();
      return cursor.low !== 0 || cursor.high !== 0;
    case 'bytes':
      return cursor.range();
    case 'string':
    case 'lossy-string':
    default:
      return stringOf(cursor, kind === 'string');
  }
}

function stringOf(cursor: WireCursor, strict: boolean): string {
  const { bytes, start, end } = cursor.range();
  const invalid = strict ? firstInvalidUtf8(bytes, start, end) : -1;
  if (invalid !== -1) throw cursor.fault('expected UTF-8', invalid);
  return bytes.toString('utf8', start, end);
}
