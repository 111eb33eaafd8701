import { isRawNumber, rawNumber } from '../../raw-json.ts';
import type { Event } from '../../transform/model.ts';
import { type Column, type ColumnType, typeText } from './column-type.ts';
import { type Convert, converterOf, isObject } from './convert.ts';
import { pathStep } from './rest.ts';

/** Why an event does not fit its columns; null where it does. */
export type EventCheck = (event: Event) => string | null;

/** Finds the first fault of a value that is not null. */
type ValueCheck = (value: unknown, path: string) => string | null;

/**
 * Looks at an event as its line of JSON will have it, so that what does not fit is told before the line is written, and
 * not when the file is made. The kind of a value is told, never the value.
 */
export function eventCheckOf(columns: readonly Column[]): EventCheck {
  const checks = columns.map(({ name, type, required }) => {
    return { name, path: pathStep(name), required, check: checkOf(type) };
  });
  return (event) => {
    for (const { name, path, required, check } of checks) {
      const value: unknown = Object.hasOwn(event, name) ? event[name] : null;
      if (value !== null && value !== undefined) {
        const fault = check(value, path);
        if (fault !== null) return fault;
      } else if (required) return `field '${path}' is missing, and its column is 'not null'`;
    }
    return null;
  };
}

function checkOf(type: ColumnType): ValueCheck {
  if (type.kind === 'struct') return structCheck(type);
  if (type.kind === 'list') return listCheck(type, checkOf(type.element));
  return type.kind === 'map'
    ? mapCheck(type, checkOf(type.value))
    : leafCheck(type, converterOf(type));
}

function structCheck(type: ColumnType & { readonly kind: 'struct' }): ValueCheck {
  const fields = type.fields.map(({ name, type: of }) => ({ name, check: checkOf(of) }));
  return (value, path) => {
    if (!isObject(value) || value instanceof Date) return mismatch(value, path, type);
    for (const { name, check } of fields) {
      const field = Object.hasOwn(value, name) ? value[name] : null;
      const fault = isNull(field) ? null : check(field, `${path}.${pathStep(name)}`);
      if (fault !== null) return fault;
    }
    return null;
  };
}

function listCheck(type: ColumnType, element: ValueCheck): ValueCheck {
  return (value, path) => {
    if (!Array.isArray(value)) return mismatch(value, path, type);
    for (const [index, item] of (value as unknown[]).entries()) {
      const fault = isNull(item) ? null : element(item, `${path}[${index}]`);
      if (fault !== null) return fault;
    }
    return null;
  };
}

function mapCheck(type: ColumnType, check: ValueCheck): ValueCheck {
  return (value, path) => {
    if (!isObject(value) || value instanceof Date) return mismatch(value, path, type);
    for (const [key, item] of Object.entries(value)) {
      if (!key.isWellFormed()) return `field '${path}' has a key with half of a surrogate pair`;
      const fault = isNull(item) ? null : check(item, `${path}.${pathStep(key)}`);
      if (fault !== null) return fault;
    }
    return null;
  };
}

function leafCheck(type: ColumnType, convert: Convert): ValueCheck {
  return (value, path) => {
    return convert(asWritten(value)) === null ? mismatch(value, path, type) : null;
  };
}

/** As it comes back from its line of JSON. */
function asWritten(value: unknown): unknown {
  if (typeof value === 'bigint') return rawNumber(String(value));
  return value instanceof Date ? value.toISOString() : value;
}

function isNull(value: unknown): boolean {
  return value === null || value === undefined;
}

function mismatch(value: unknown, path: string, type: ColumnType): string {
  return `field '${path}': got ${kindOf(value)}; its column takes ${typeText(type)}`;
}

function kindOf(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint' || isRawNumber(value)) {
    return 'a number';
  }
  if (typeof value === 'string' || value instanceof Date) return 'text';
  if (typeof value === 'boolean') return 'a boolean';
  return Array.isArray(value) ? 'a list' : 'an object';
}
