import { type FieldPath, parseFieldPath } from '../field-path.ts';

const maxPaths = 1024;

interface Known {
  readonly text: string;
  readonly path: FieldPath;
  /** The one that was asked for next, after this one. */
  next: Known | null;
}

const paths = new Map<string, Known>();
let last: Known = { text: '', path: [''], next: null };

/**
 * The parsed form of a path that a program gives; programs give the same few again and again, and in the same order, so
 * the one that came next the last time is tried first.
 * @throws {TypeError} where it is none: a mistake in the program, not in the event
 */
export function pathOf(text: string): FieldPath {
  let known = last.next ?? undefined;
  if (known === undefined || known.text !== text) {
    known = paths.get(text) ?? learn(text);
    last.next = known;
  }
  last = known;
  return known.path;
}

function learn(text: string): Known {
  const parsed = parseFieldPath(text);
  if (!parsed.ok) throw new TypeError(`a field's path is ${parsed.fault}`);
  const known = { text, path: parsed.path, next: null };
  if (paths.size >= maxPaths) paths.clear();
  paths.set(text, known);
  return known;
}
