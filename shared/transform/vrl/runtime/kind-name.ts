import { Float, isObject, type Value } from './value.ts';
import { Timestamp } from './timestamp.ts';

/** What VRL calls the kind of a value in its messages. */
export function kindName(value: Value): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'bigint':
      return 'integer';
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'float';
    default:
      break;
  }
  if (value instanceof Float) return 'float';
  if (value instanceof Uint8Array) return 'string';
  if (value instanceof Timestamp) return 'timestamp';
  if (Array.isArray(value)) return 'array';
  // by what it is not: whoever asks for a name needs no engine of expressions
  return isObject(value) ? 'object' : 'regex';
}
