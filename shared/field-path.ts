import { eventOnBytes } from './event-on-bytes.ts';
import { isRawNumber } from './raw-json.ts';

/** The way to a value within an event: names of fields and indexes of arrays. Never empty. */
export type FieldPath = readonly [string | number, ...(string | number)[]];

export type ParsedPath =
  { readonly ok: true; readonly path: FieldPath } | { readonly ok: false; readonly fault: string };

/** One step: a bare name, a quoted name, or an index; sticky, so that it matches where the last one ended. */
const step = /(?:^|\.)([^."[\]\s{}]+)|(?:^|\.)"((?:[^"\\]|\\["\\])+)"|\[(-?\d{1,9})\]/y;

const allowed = 'allowed are a.b, tags[0], items[-1] and "a name with dots".c';

/**
 * Reads a path as VRL writes them, with or without the leading dot: `device.id`, `.device.id`, `"a.b"`, `tags[0]`,
 * `tags[-1]` (the last one).
 */
export function parseFieldPath(text: string): ParsedPath {
  const body = text.startsWith('.') ? text.slice(1) : text;
  const steps: (string | number)[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < body.length) {
    const at = step.lastIndex;
    const match = step.exec(body);
    if (match === null) {
      return { ok: false, fault: `not a path from position ${at} on: ${allowed}` };
    }
    if (match[3] !== undefined) steps.push(Number(match[3]));
    else steps.push(match[1] ?? (match[2] ?? '').replaceAll(/\\(["\\])/g, '$1'));
  }
  const [first, ...rest] = steps;
  if (typeof first !== 'string') {
    return { ok: false, fault: `a path begins with a field's name: ${allowed}` };
  }
  return { ok: true, path: [first, ...rest] };
}

/** The value at a path; undefined where nothing is there. Looks at own fields only, so `constructor` finds nothing. */
export function valueAt(root: object, path: FieldPath): unknown {
  const { current } = eventOnBytes;
  if (current !== null && root === current.event) return current.valueAt(path);
  let value: unknown = root;
  for (const key of path) value = childOf(value, key);
  return value;
}

/** The own field or the element that a step leads to. */
export function childOf(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const { current } = eventOnBytes;
  if (current !== null && value === current.event) {
    return typeof key === 'string' ? current.field(key) : undefined;
  }
  if (typeof key === 'number') return Array.isArray(value) ? value.at(key) : undefined;
  if (Array.isArray(value) || !Object.hasOwn(value, key) || isRawNumber(value)) return undefined;
  return (value as Record<string, unknown>)[key];
}
