import { Float, isObject, type Value } from './value.ts';
import { Timestamp } from './timestamp.ts';

/** What VRL calls the kind of a value in its messages. */
export function kindName(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'bigint') return 'integer';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'float';
  if (value instanceof Float) return 'float';
  if (value instanceof Uint8Array) return 'string';
  if (value instanceof Timestamp) return 'timestamp';
  if (Array.isArray(value)) return 'array';
  // by what it is not: whoever asks for a name needs no engine of expressions
  return isObject(value) ? 'object' : 'regex';
}
