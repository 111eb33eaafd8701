import { isObject, type Value, type VrlObject } from './value.ts';
import { setField } from '../../../set-field.ts';

/** A field's name or an index. */
export type Step = string | number;

/** A value, or undefined where nothing is there. */
export type Found = Value | undefined;

/** The member that a step leads to. */
export function member(value: Found, step: Step): Found {
  if (typeof value !== 'object' || value === null) return undefined;
  if (typeof step === 'string') {
    return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return Array.isArray(value) ? value.at(step) : undefined;
}

/** What is at a path; undefined where nothing is. */
export function at(value: Found, path: readonly Step[]): Found {
  let found = value;
  for (const step of path) found = member(found, step);
  return found;
}

/**
 * A value with another one at a path. What lies on the way is copied, as values are shared; objects and arrays come into
 * being where there are none.
 */
export function put(value: Found, path: readonly Step[], inner: Value, from = 0): Value {
  const step = path[from];
  if (step === undefined) return inner;
  if (typeof step === 'number') return putElement(value, step, path, inner, from);
  const object: VrlObject = value !== undefined && isObject(value) ? { ...value } : {};
  return putOwn(object, path, inner, from);
}

/** The same in an object that nobody else has: it is changed itself. */
export function putOwn(object: Value, path: readonly Step[], inner: Value, from = 0): Value {
  const step = path[from];
  if (step === undefined || typeof step === 'number' || !isObject(object)) {
    return put(object, path, inner, from);
  }
  const before = Object.hasOwn(object, step) ? object[step] : undefined;
  setField(object, step, put(before, path, inner, from + 1));
  return object;
}

function putElement(
  value: Found,
  index: number,
  path: readonly Step[],
  inner: Value,
  from: number,
): Value {
  const array: Value[] = Array.isArray(value) ? [...value] : [];
  let place = index < 0 ? array.length + index : index;
  while (place < 0) {
    array.unshift(null);
    place += 1;
  }
  while (array.length < place) array.push(null);
  array[place] = put(array[place], path, inner, from + 1);
  return array;
}

/** A value without what is at a path. @param compact also without what holds nothing any more on the way there */
export function without(value: Found, path: readonly Step[], compact: boolean, from = 0): Found {
  const step = path[from];
  if (step === undefined || typeof value !== 'object' || value === null) return value;
  if (typeof step === 'number') {
    if (!Array.isArray(value)) return value;
    const place = step < 0 ? value.length + step : step;
    if (place < 0 || place >= value.length) return value;
    const before = value[place];
    const left = from + 1 === path.length ? undefined : without(before, path, compact, from + 1);
    // nothing was there to be taken out, so nothing has become empty
    if (left === before) return value;
    if (left === undefined || (compact && isEmpty(left))) return value.toSpliced(place, 1);
    return value.with(place, left);
  }
  if (!isObject(value) || !Object.hasOwn(value, step)) return value;
  const before = value[step];
  const left = from + 1 === path.length ? undefined : without(before, path, compact, from + 1);
  if (left === before) return value;
  return withField({ ...value }, step, left, compact);
}

function withField(object: VrlObject, name: string, value: Found, compact: boolean): VrlObject {
  if (value === undefined || (compact && isEmpty(value))) delete object[name];
  else setField(object, name, value);
  return object;
}

/** The same in an object that nobody else has. */
export function withoutOwn(
  object: Value,
  path: readonly Step[],
  compact: boolean,
  from = 0,
): Value {
  const step = path[from];
  if (step === undefined || typeof step === 'number' || !isObject(object)) {
    return without(object, path, compact, from) ?? null;
  }
  if (!Object.hasOwn(object, step)) return object;
  const before = object[step];
  const left = from + 1 === path.length ? undefined : without(before, path, compact, from + 1);
  return left === before ? object : withField(object, step, left, compact);
}

/** Whether it is an object or array that holds nothing. */
export function isEmpty(value: Found): boolean {
  if (value === undefined) return false;
  return Array.isArray(value)
    ? value.length === 0
    : isObject(value) && Object.keys(value).length === 0;
}

/** An object or array of which the members are shared, but not it itself. */
export function owned(value: Value): Value {
  if (Array.isArray(value)) return [...value];
  return isObject(value) ? { ...value } : value;
}

/** What is left of a value that was taken out whole. */
export function emptied(value: Value): Value {
  if (Array.isArray(value)) return [];
  return isObject(value) ? {} : null;
}
