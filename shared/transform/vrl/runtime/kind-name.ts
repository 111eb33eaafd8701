import { Float, isObject, type Value } from './value.ts';
import { sortedKeys } from './order.ts';
import { Timestamp } from './timestamp.ts';

/** What VRL calls the kind of a value in its messages: `string`, `[integer, null]`, `{ a: float }`. */
export function kindName(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'bigint') return 'integer';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'float';
  if (value instanceof Float) return 'float';
  if (value instanceof Uint8Array) return 'string';
  if (value instanceof Timestamp) return 'timestamp';
  if (Array.isArray(value)) {
    return value.length === 0 ? 'array' : `[${value.map(kindName).join(', ')}]`;
  }
  // by what it is not: whoever asks for a name needs no engine of expressions
  if (!isObject(value)) return 'regex';
  const fields = sortedKeys(value).map((key) => {
    const name = /^[0-9]*[A-Za-z_@][A-Za-z0-9_@]*$/.test(key) ? key : `"${key}"`;
    return `${name}: ${kindName(value[key] ?? null)}`;
  });
  return fields.length === 0 ? 'object' : `{ ${fields.join(', ')} }`;
}
