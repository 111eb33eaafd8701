import { childOf, type FieldPath, valueAt } from '../field-path.ts';
import { eventOnBytes } from '../event-on-bytes.ts';
import { isRawNumber } from '../raw-json.ts';
import type { Event, EventValue } from './model.ts';
import { pathOf } from './path-cache.ts';

/**
 * Removes a field; nothing happens where there is none. Unlike VRL's `del` it does not return what was there, so that
 * a pipeline that only removes fields never has to look at them: `take` returns it.
 *
 * @param path as in `a.b`, `"a b".c`, `tags[0]`
 */
export function del(event: Event, path: string): void {
  const steps = pathOf(path);
  const { current } = eventOnBytes;
  if (steps.length > 1) remove(event, steps);
  else if (current !== null && event === current.event) current.remove(steps[0] as string);
  else delete event[steps[0]];
}

/** Removes a field and gives what was there; null where there was nothing. */
export function take(event: Event, path: string): EventValue {
  const steps = pathOf(path);
  const value = valueAt(event, steps) as EventValue;
  remove(event, steps);
  return value ?? null;
}

/** Whether a field is there, also when it holds null. */
export function exists(event: Event, path: string): boolean {
  return valueAt(event, pathOf(path)) !== undefined;
}

/** What a field holds; null where there is none. */
export function get(event: Event, path: string): EventValue {
  return (valueAt(event, pathOf(path)) as EventValue) ?? null;
}

/**
 * Puts a value at a path, as an assignment in VRL does: what is missing on the way is made, and what is not an object
 * (or an array, before an index) is replaced by one. Arrays are filled up with null, to 10,000 elements at
 * most.
 * @throws {RangeError} for an index beyond that, or before the first element
 */
export function set(event: Event, path: string, value: EventValue): void {
  const steps = pathOf(path);
  let place: Record<string, EventValue> | EventValue[] = event;
  for (const [at, step] of steps.entries()) {
    const following = steps[at + 1];
    if (following === undefined) {
      put(place, step, value);
      return;
    }
    let inner = childOf(place, step) as EventValue;
    if (typeof following === 'number' ? !Array.isArray(inner) : !isContainer(inner)) {
      inner = typeof following === 'number' ? [] : {};
      put(place, step, inner);
    }
    place = inner as Record<string, EventValue> | EventValue[];
  }
}

/** Moves a field to another place; nothing happens where there is none. */
export function rename(event: Event, from: string, to: string): void {
  const steps = pathOf(from);
  const { current } = eventOnBytes;
  if (current !== null && event === current.event && steps.length === 1) {
    const target = pathOf(to);
    const [name] = target;
    if (target.length === 1 && typeof name === 'string' && name !== '__proto__') {
      current.move(steps[0] as string, name);
      return;
    }
  }
  const value = valueAt(event, steps) as EventValue;
  if (value === undefined) return;
  remove(event, steps);
  set(event, to, value);
}

const maxElements = 10_000;

function isContainer(value: EventValue): value is Record<string, EventValue> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !isRawNumber(value) &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)
  );
}

function put(
  place: Record<string, EventValue> | EventValue[],
  step: string | number,
  value: EventValue,
): void {
  if (!Array.isArray(place)) {
    if (step === '__proto__') defineField(place, step, value);
    else place[step] = value;
    return;
  }
  const index = Number(step) < 0 ? place.length + Number(step) : Number(step);
  if (index < 0 || index >= maxElements) {
    throw new RangeError(`set: no element there, allowed are up to ${maxElements}`);
  }
  while (place.length < index) place.push(null);
  place[index] = value;
}

/** An assignment to `__proto__` would change the object's kind instead of making a field. */
function defineField(place: object, field: string, value: EventValue): void {
  Object.defineProperty(place, field, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function remove(event: Event, path: FieldPath): void {
  const last = path.at(-1);
  let place: unknown = event;
  for (const step of path.slice(0, -1)) place = childOf(place, step);
  if (typeof place !== 'object' || place === null || last === undefined) return;
  if (typeof last === 'string') {
    if (!Array.isArray(place)) delete (place as Record<string, unknown>)[last];
  } else if (Array.isArray(place)) {
    const index = last < 0 ? place.length + last : last;
    if (index >= 0 && index < place.length) place.splice(index, 1);
  }
}
