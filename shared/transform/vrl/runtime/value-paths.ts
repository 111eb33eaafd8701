import { Failure } from './failure.ts';
import { kindName } from './kind-name.ts';
import { isString, textOf } from './text.ts';
import { isInteger, isObject, type Value, type VrlObject } from './value.ts';
import { setField } from '../../../set-field.ts';

/** A path that a program computes: names of fields, and indexes (negative ones count from the end). */
export type ValuePath = readonly (string | number)[];

export function pathOf(segments: Value[]): ValuePath | Failure {
  const path: (string | number)[] = [];
  for (const segment of segments) {
    if (isString(segment)) path.push(textOf(segment));
    else if (isInteger(segment)) path.push(Number(segment));
    else {
      const kind = kindName(segment);
      return new Failure(`path segment must be either string or integer, not ${kind}`);
    }
  }
  return path;
}

/** What is at a path; null where nothing is. */
export function getAt(value: Value, path: ValuePath): Value {
  let at: Value = value;
  for (const segment of path) {
    if (typeof segment === 'string') {
      if (!isObject(at) || !Object.hasOwn(at, segment)) return null;
      at = at[segment] ?? null;
    } else {
      at = Array.isArray(at) ? (at.at(segment) ?? null) : null;
    }
  }
  return at;
}

/** A copy with something at a path; objects and arrays come into being on the way. */
export function withValueAt(value: Value, path: ValuePath, data: Value): Value {
  const [segment, ...rest] = path;
  if (segment === undefined) return data;
  if (typeof segment === 'string') {
    const object: VrlObject = isObject(value) ? { ...value } : {};
    const before = Object.hasOwn(object, segment) ? (object[segment] ?? null) : null;
    setField(object, segment, withValueAt(before, rest, data));
    return object;
  }
  const array = Array.isArray(value) ? [...value] : [];
  if (segment < 0) {
    while (array.length < -segment) array.unshift(null);
  } else {
    while (array.length <= segment) array.push(null);
  }
  const index = segment < 0 ? array.length + segment : segment;
  array[index] = withValueAt(array[index] ?? null, rest, data);
  return array;
}

/** A copy without what is at a path; with `compact` also without what became empty by that. */
export function withoutValueAt(value: Value, path: ValuePath, compact: boolean): Value {
  if (path.length === 0) {
    if (isObject(value)) return {};
    return Array.isArray(value) ? [] : null;
  }
  return without(value, path, compact) ?? value;
}

/** Null where there is nothing at the path. */
function without(
  value: Value,
  [segment, ...rest]: ValuePath,
  compact: boolean,
): Value[] | VrlObject | null {
  if (typeof segment === 'string') {
    if (!isObject(value) || !Object.hasOwn(value, segment)) return null;
    const inner = rest.length === 0 ? undefined : without(value[segment] ?? null, rest, compact);
    if (inner === null) return null;
    const object = { ...value };
    if (inner === undefined || (compact && isEmpty(inner))) delete object[segment];
    else setField(object, segment, inner);
    return object;
  }
  if (segment === undefined || !Array.isArray(value)) return null;
  const index = segment < 0 ? value.length + segment : segment;
  if (index < 0 || index >= value.length) return null;
  const inner = rest.length === 0 ? undefined : without(value[index] ?? null, rest, compact);
  if (inner === null) return null;
  return inner === undefined || (compact && isEmpty(inner))
    ? value.toSpliced(index, 1)
    : value.with(index, inner);
}

function isEmpty(value: Value[] | VrlObject): boolean {
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}
