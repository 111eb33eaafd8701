import { isFloat } from '../runtime/numbers.ts';
import { Regex } from '../runtime/regex.ts';
import { Timestamp } from '../runtime/timestamp.ts';
import { isInteger, isObject, type Value } from '../runtime/value.ts';
import {
  arrayBit,
  boolean,
  bytes,
  float,
  integer,
  type Kind,
  nothing,
  objectBit,
  regex,
  timestamp,
} from './kind.ts';

/** All that is known of a constant. */
export function kindOfValue(value: Value): Kind {
  if (value === null) return nothing;
  if (typeof value === 'boolean') return boolean;
  if (isInteger(value)) return integer;
  if (isFloat(value)) return float;
  if (value instanceof Timestamp) return timestamp;
  if (value instanceof Regex) return regex;
  if (Array.isArray(value)) {
    const known = new Map(value.map((item, index) => [index, kindOfValue(item)]));
    return { bits: arrayBit, fields: null, elements: { known, unknown: null } };
  }
  if (!isObject(value)) return bytes;
  const known = new Map(Object.entries(value).map(([name, one]) => [name, kindOfValue(one)]));
  return { bits: objectBit, fields: { known, unknown: null }, elements: null };
}
