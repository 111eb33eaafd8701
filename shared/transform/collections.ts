import { isFields } from './kinds.ts';
import type { EventValue } from './model.ts';

// Functions over arrays and objects that can't fail. None changes what it is given, `push` and `append` included.

type Fields = Readonly<Record<string, EventValue>>;

/** How many elements an array, or fields an object has; how many bytes of UTF-8 a text takes, as in VRL (see strlen). */
export function length(value: string | readonly EventValue[] | Fields): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

/** Whether a text, array or object holds nothing at all. */
export function isEmpty(value: string | readonly EventValue[] | Fields): boolean {
  return length(value) === 0;
}

export function keys(value: Fields): string[] {
  return Object.keys(value);
}

export function values(value: Fields): EventValue[] {
  return Object.values(value);
}

/** The array with one more element at its end. */
export function push(items: readonly EventValue[], item: EventValue): EventValue[] {
  return [...items, item];
}

/** The elements of both arrays, one after the other. */
export function append(items: readonly EventValue[], more: readonly EventValue[]): EventValue[] {
  return [...items, ...more];
}

/** Whether an array holds a value; objects and arrays are compared by what they hold. */
export function includes(items: readonly EventValue[], item: EventValue): boolean {
  const wanted = identity(item);
  return items.some((candidate) => identity(candidate) === wanted);
}

/** Each value once, where it came first; objects and arrays are compared by what they hold. */
export function unique(items: readonly EventValue[]): EventValue[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const known = identity(item);
    if (seen.has(known)) return false;
    seen.add(known);
    return true;
  });
}

/** A text that is equal for equal values: the order of fields does not count, the spelling of numbers does. */
function identity(value: EventValue): string {
  if (typeof value === 'bigint') return `${value}`;
  if (Array.isArray(value)) return `[${value.map(identity).join(',')}]`;
  if (!isFields(value)) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([name, inner]) => `${JSON.stringify(name)}:${identity(inner)}`);
  return `{${fields.toSorted().join(',')}}`;
}

/** The fields of both; where both have one, that of the second. With `deep`, objects within objects are merged too. */
export function merge(
  into: Fields,
  from: Fields,
  options: { readonly deep?: boolean } = {},
): Record<string, EventValue> {
  const merged = new Map(Object.entries(into));
  for (const [name, value] of Object.entries(from)) {
    const earlier = merged.get(name);
    merged.set(
      name,
      options.deep === true && isFields(earlier) && isFields(value)
        ? merge(earlier, value, options)
        : value,
    );
  }
  return Object.fromEntries(merged);
}

export interface CompactOptions {
  /** Also within arrays and objects. Default: true. */
  readonly recursive?: boolean;
  /** Takes null for empty. Default: true. */
  readonly null?: boolean;
  /** Takes the empty text for empty. Default: true. */
  readonly string?: boolean;
  /** Takes an object without fields for empty, also one that became so. Default: true. */
  readonly object?: boolean;
  /** Takes an array without elements for empty, also one that became so. Default: true. */
  readonly array?: boolean;
}

/** Without its empty elements. */
export function compact(value: readonly EventValue[], options?: CompactOptions): EventValue[];
/** Without its empty fields. */
export function compact(value: Fields, options?: CompactOptions): Record<string, EventValue>;
export function compact(
  value: readonly EventValue[] | Fields,
  options: CompactOptions = {},
): EventValue[] | Record<string, EventValue> {
  const within = (inner: EventValue): EventValue => {
    if (options.recursive === false) return inner;
    if (Array.isArray(inner)) return compact(inner, options);
    return isFields(inner) ? compact(inner, options) : inner;
  };
  const kept = (inner: EventValue): boolean => !isEmptyFor(inner, options);
  if (Array.isArray(value)) return (value as readonly EventValue[]).map(within).filter(kept);
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, inner]) => [name, within(inner)] as const)
      .filter(([, inner]) => kept(inner)),
  );
}

function isEmptyFor(value: EventValue, options: CompactOptions): boolean {
  if (value === null || value === undefined) return options.null !== false;
  if (value === '') return options.string !== false;
  if (Array.isArray(value)) return value.length === 0 && options.array !== false;
  return isFields(value) && Object.keys(value).length === 0 && options.object !== false;
}

/** All arrays within arrays as one. */
export function flatten(value: readonly EventValue[]): EventValue[];
/** The fields of all objects within objects as one, their names joined. Arrays stay; empty objects are left out. */
export function flatten(value: Fields, separator?: string): Record<string, EventValue>;
export function flatten(
  value: readonly EventValue[] | Fields,
  separator = '.',
): EventValue[] | Record<string, EventValue> {
  if (Array.isArray(value)) return (value as unknown[]).flat(Infinity) as EventValue[];
  const flat: [string, EventValue][] = [];
  const add = (fields: Fields, prefix: string): void => {
    for (const [name, inner] of Object.entries(fields)) {
      if (isFields(inner)) add(inner, `${prefix}${name}${separator}`);
      else flat.push([prefix + name, inner]);
    }
  };
  add(value as Fields, '');
  return Object.fromEntries(flat);
}
