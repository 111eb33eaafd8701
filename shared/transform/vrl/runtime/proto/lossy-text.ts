import { floatNumber, isFloat } from '../numbers.ts';
import type { Regex } from '../regex.ts';
import { isString } from '../text.ts';
import { Timestamp } from '../timestamp.ts';
import { isInteger, isObject, type Value } from '../value.ts';
import type { ProtoType } from './schema.ts';

/** What goes into a field of text, or of bytes, though it is none; null: it does not. */
export function lossyText(
  value: Value,
  type: ProtoType,
  isLossy: boolean,
): string | Uint8Array | null {
  if (isRegex(value)) {
    if (type === 'bytes') return Buffer.from(value.source);
    return type === 'string' ? value.source : null;
  }
  if (type !== 'string' || !isLossy) return null;
  if (typeof value === 'boolean' || isInteger(value)) return String(value);
  if (isFloat(value)) return plainFloat(floatNumber(value));
  return value instanceof Timestamp ? timeText(value) : null;
}

/** A float with all of its digits, as Rust writes it. */
function plainFloat(value: number): string {
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(Object.is(value, -0) ? '-0' : String(value)) ??
    [];
  if (exponent === undefined) return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
  const shift = Number(exponent);
  const digits = whole + fraction;
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - whole.length)}${digits}`;
  return sign + digits.padEnd(whole.length + shift, '0');
}

function timeText({ epochMs, nanos }: Timestamp): string {
  const [date = '', clock = ''] = new Date(epochMs).toISOString().slice(0, -1).split('T');
  const digits = clock.slice(9) + String(nanos).padStart(6, '0');
  const fraction = digits.replace(/(?:000)+$/, '');
  return `${date} ${clock.slice(0, 8)}${fraction === '' ? '' : `.${fraction}`} UTC`;
}

/** By what it is not: whoever writes a message needs no engine of expressions. */
function isRegex(value: Value): value is Regex {
  if (typeof value !== 'object' || value === null || isString(value) || isFloat(value))
    return false;
  return !Array.isArray(value) && !(value instanceof Timestamp) && !isObject(value);
}
