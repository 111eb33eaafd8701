import type { FieldKind, FieldTable } from '../runtime/tables.ts';
import { wireTypes } from '../runtime/wire-types.ts';

/** Code that reads the next tag into `t`; -1 behind the last. */
export function nextTagCode(hasLongTags: boolean): string {
  const rest = hasLongTags
    ? 'const u = v.getUint8(p++); if (u < 128) t = (t & 127) | (u << 7); else { t = varint32(v, p - 2); p = wire.at; }'
    : 't = varint32(v, p - 1); p = wire.at;';
  return `if (p < e) { t = v.getUint8(p++); if (t > 127) { ${rest} } } else t = -1;`;
}

/** Code that reads a length into `n` and the end of what it stands before into `q`, which it checks. */
export function lengthCode(end: string): string {
  return `n = v.getUint8(p++); if (n > 127) { n = varint32(v, p - 1); p = wire.at; } q = p + n; if (q > ${end}) throw unusual;`;
}

export const packedWireType = 2;

export function wireTypeOf({ kind, delimited }: Pick<FieldTable, 'kind' | 'delimited'>): number {
  return delimited ? 3 : wireTypes[kind];
}

export function tagOf(number: number, wireType: number): number {
  return number * 8 + wireType;
}

/** Whether the field's values stand behind a length each, so that they cannot be packed. */
export function hasLength(kind: FieldKind): boolean {
  return wireTypes[kind] === 2;
}

const varintCode = 'x = v.getUint8(p++); if (x > 127) { x = varint(v, p - 1); p = wire.at; }';
const longVarintCode =
  'h = 0; x = v.getUint8(p++); if (x > 127) { x = varint(v, p - 1); h = wire.high; p = wire.at; }';

/**
 * Code that reads one value behind its tag: numbers into `x` (with `h` for the upper half), floats into `f`; what has a
 * length is left at `p` with its end in `q` and its length in `n`.
 */
export function valueCode(kind: FieldKind, end: string): string {
  switch (kind) {
    case 'int32':
    case 'uint32':
    case 'sint32':
    case 'enum':
      return varintCode;
    case 'int64':
    case 'uint64':
    case 'sint64':
    case 'bool':
      return longVarintCode;
    case 'fixed32':
      return `${needCode(4, end)} x = v.getUint32(p, true); p += 4;`;
    case 'sfixed32':
      return `${needCode(4, end)} x = v.getInt32(p, true); p += 4;`;
    case 'float':
      return `${needCode(4, end)} f = v.getFloat32(p, true); p += 4;`;
    case 'double':
      return `${needCode(8, end)} f = v.getFloat64(p, true); p += 8;`;
    case 'fixed64':
    case 'sfixed64':
      return `${needCode(8, end)} x = v.getUint32(p, true); h = v.getUint32(p + 4, true); p += 8;`;
    case 'bytes':
    case 'lossy-string':
    case 'message':
    case 'string':
    default:
      return lengthCode(end);
  }
}

function needCode(bytes: number, end: string): string {
  return `if (p + ${bytes} > ${end}) throw unusual;`;
}

/** An expression for whether what `valueCode` read is the default of a field without presence. */
export function isZeroCode(kind: FieldKind): string {
  switch (kind) {
    case 'int64':
    case 'uint64':
    case 'sint64':
    case 'bool':
    case 'fixed64':
    case 'sfixed64':
      return '(x | h) === 0';
    case 'double':
    case 'float':
      return '(f === 0 && 1 / f > 0)';
    case 'string':
    case 'lossy-string':
    case 'bytes':
      return 'n === 0';
    case 'message':
      return 'false';
    case 'int32':
    case 'enum':
      return '(x | 0) === 0';
    case 'fixed32':
    case 'sfixed32':
    case 'sint32':
    case 'uint32':
    default:
      return 'x === 0';
  }
}
