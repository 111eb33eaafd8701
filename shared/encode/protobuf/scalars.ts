import type { ScalarKind } from '../../decode/protobuf/runtime/tables.ts';
import { double, float } from '../columns/convert.ts';
import { exactDecimal, numberText, scaled } from '../columns/exact-decimal.ts';
import { EncodeFault } from './encode-fault.ts';
import type { WireWriter } from './wire-writer.ts';

const ranges: Readonly<Record<string, readonly [min: bigint, max: bigint]>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const words: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity']);

/** A value as its field holds it. Throws an EncodeFault where it has no such value. */
export type Scalar = bigint | number | string | boolean | Buffer;

export function scalarOf(kind: ScalarKind, value: unknown): Scalar {
  switch (kind) {
    case 'bool':
      if (typeof value === 'boolean') return value;
      break;
    case 'string':
    case 'lossy-string':
      if (typeof value === 'string' && value.isWellFormed()) return value;
      break;
    case 'bytes':
      if (typeof value === 'string' && base64.test(value)) return Buffer.from(value, 'base64');
      break;
    case 'float':
    case 'double': {
      const number = numberOf(value, kind);
      if (number !== null) return number;
      break;
    }
    case 'fixed32':
    case 'fixed64':
    case 'int32':
    case 'int64':
    case 'sfixed32':
    case 'sfixed64':
    case 'sint32':
    case 'sint64':
    case 'uint32':
    case 'uint64':
    default: {
      const whole = integerOf(value);
      const isSigned = !kind.startsWith('u') && !kind.startsWith('fixed');
      const [min, max] = ranges[`${isSigned ? '' : 'u'}int${kind.endsWith('64') ? '64' : '32'}`]!;
      if (whole !== null && whole >= min && whole <= max) return whole;
    }
  }
  throw new EncodeFault(`the value is no ${kind === 'lossy-string' ? 'string' : kind}`);
}

/** Of a number of JSON, or of digits in a text, which is how protobuf's own JSON has 64-bit integers. */
export function integerOf(value: unknown): bigint | null {
  const text = typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? value : numberText(value);
  const exact = text === null ? null : exactDecimal(text);
  return exact === null ? null : scaled(exact, 0);
}

function numberOf(value: unknown, kind: 'float' | 'double'): number | null {
  if (words.has(value)) return Number(value);
  return kind === 'float' ? float(value) : double(value);
}

/** Whether it is what a field without presence holds where it is not there. */
export function isDefault(value: Scalar): boolean {
  if (Buffer.isBuffer(value)) return value.length === 0;
  return value === 0n || value === '' || value === false || Object.is(value, 0);
}

export function writeScalar(out: WireWriter, kind: ScalarKind, value: Scalar): void {
  switch (kind) {
    case 'double':
      return out.double(value as number);
    case 'float':
      return out.float(value as number);
    case 'sint32':
    case 'sint64': {
      const whole = value as bigint;
      return out.varint(whole < 0n ? -whole * 2n - 1n : whole * 2n);
    }
    case 'fixed32':
    case 'sfixed32':
      return out.fixed32(Number(value));
    case 'fixed64':
    case 'sfixed64':
      return out.fixed64(value as bigint);
    case 'bool':
      return out.varint(value === true ? 1 : 0);
    case 'string':
    case 'lossy-string':
      return out.text(value as string);
    case 'bytes':
      return out.bytes(value as Buffer);
    case 'int32':
    case 'int64':
    case 'uint32':
    case 'uint64':
    default:
      return out.varint(value as bigint);
  }
}
