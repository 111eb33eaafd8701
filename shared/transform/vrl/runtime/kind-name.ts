import { Float, isObject, type Value } from './value.ts';
import { sortedKeys } from './order.ts';
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
  if (Array.isArray(value)) {
    return value.length === 0 ? 'array' : `[${value.map(kindName).join(', ')}]`;
  }
  // by what it is not: whoever asks for a name needs no engine of expressions
  if (!isObject(value)) return 'regex';
  const names = sortedKeys(value);
  if (names.length === 0) return 'object';
  return `{ ${names.map((name) => `${name}: ${kindName(value[name] ?? null)}`).join(', ')} }`;
}
