import { Failure } from '../failure.ts';
import { isObject, type Value, type VrlObject } from '../value.ts';
import { readJson } from './read.ts';
import { rawMembers } from './raw-members.ts';
import { setField } from '../../../../set-field.ts';

/** Reads JSON down to a depth; what is deeper stays as its text. */
export function jsonToDepth(text: string, maxDepth: number | bigint): Value | Failure {
  if (maxDepth < 0 || maxDepth > 255) {
    return new Failure('out of range integral type conversion attempted');
  }
  if (maxDepth < 1 || maxDepth > 128) {
    return new Failure(
      `max_depth value should be greater than 0 and less than 128, got ${maxDepth}`,
    );
  }
  const whole = readJson(text);
  if (whole instanceof Failure) return new Failure(`unable to read json: ${whole.message}`);
  return layer(text, whole, Number(maxDepth));
}

function layer(text: string, value: Value, depth: number): Value {
  if (!Array.isArray(value) && !isObject(value)) return oversized(text, value);
  const raw = text.trim();
  if (depth === 0) return raw;
  const members = rawMembers(raw);
  if (Array.isArray(value)) {
    return members.map(({ text: item }, index) => layer(item, value[index] ?? null, depth - 1));
  }
  const object: VrlObject = {};
  for (const { key, text: item } of members) {
    setField(object, key, layer(item, value[key] ?? null, depth - 1));
  }
  return object;
}

/** An integer beyond 64 bits with a sign goes through another type here, which keeps its text. */
function oversized(text: string, value: Value): Value {
  const digits = text.trim();
  const isUnsigned = /^\d{19,20}$/.test(digits) && BigInt(digits) <= 18446744073709551615n;
  return isUnsigned && BigInt(digits) > 9223372036854775807n ? digits : value;
}
