import type { EventValue } from '../../../transform/model.ts';
import type { RawValue } from './exact-parser.ts';
import { jsonNumber, shortestFloat } from '../../transcode/numbers.ts';
import type { CodecTables, FieldTable, ScalarKind } from './tables.ts';
import type { WireRange } from './wire-cursor.ts';

/** A value as protobuf's JSON has it. */
export function jsonScalar(
  kind: ScalarKind,
  value: RawValue,
  { quoteInt64 }: Pick<CodecTables, 'quoteInt64'>,
): EventValue {
  switch (kind) {
    case 'double':
      return jsonNumber(value as number);
    case 'float':
      return jsonNumber(shortestFloat(value as number));
    case 'int64':
    case 'uint64':
    case 'sint64':
    case 'fixed64':
    case 'sfixed64':
      return quoteInt64 ? `${value as number | bigint}` : (value as number | bigint);
    case 'bytes': {
      const { bytes, start, end } = value as WireRange;
      return bytes.toString('base64', start, end);
    }
    case 'bool':
    case 'fixed32':
    case 'int32':
    case 'lossy-string':
    case 'sfixed32':
    case 'sint32':
    case 'string':
    case 'uint32':
    default:
      return value as EventValue;
  }
}

/** What stands for a field that is not there. */
export function jsonDefault(
  { kind, shape, type }: FieldTable,
  { quoteInt64, enumNumbers, enums }: CodecTables,
): EventValue {
  if (shape === 'many') return [];
  if (shape === 'map') return {};
  switch (kind) {
    case 'string':
    case 'lossy-string':
    case 'bytes':
      return '';
    case 'bool':
      return false;
    case 'int64':
    case 'uint64':
    case 'sint64':
    case 'fixed64':
    case 'sfixed64':
      return quoteInt64 ? '0' : 0;
    case 'enum': {
      const names = enums[type]?.names;
      // the first value is the default, and 0 in every open enum
      const first = names?.[0] ?? [0, ''];
      if (names === null) return null;
      return enumNumbers ? first[0] : first[1];
    }
    case 'message':
      return undefined;
    case 'double':
    case 'fixed32':
    case 'float':
    case 'int32':
    case 'sfixed32':
    case 'sint32':
    case 'uint32':
    default:
      return 0;
  }
}

/** Whether a value is the default of a field without presence, which protobuf's JSON leaves out. */
export function isZero(value: unknown): boolean {
  if (typeof value === 'object') {
    const { start, end } = value as WireRange;
    return start === end;
  }
  return Object.is(value, 0) || value === '' || value === false;
}
