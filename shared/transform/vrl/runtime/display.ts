import { displayFloat } from './numbers.ts';
import { sortedKeys } from './order.ts';
import { Regex } from './regex.ts';
import { textOf } from './text.ts';
import { timestampText } from './timestamp-text.ts';
import { Timestamp } from './timestamp.ts';
import { Float, type Value } from './value.ts';

/** A value as VRL's tools print it. */
export function displayValue(value: Value): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      return Number.isInteger(value) ? String(value) : displayFloat(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      break;
  }
  if (value === null) return 'null';
  if (value instanceof Float) return displayFloat(value.value);
  if (value instanceof Timestamp) return `t'${timestampText(value)}'`;
  if (value instanceof Regex) return `r'${value.source}'`;
  if (value instanceof Uint8Array) return quoted(textOf(value));
  if (Array.isArray(value)) return `[${value.map(displayValue).join(', ')}]`;
  const fields = sortedKeys(value).map((name) => `"${name}": ${displayValue(value[name] ?? null)}`);
  return fields.length === 0 ? '{  }' : `{ ${fields.join(', ')} }`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
