import { type FieldPath, parseFieldPath } from '../field-path.ts';

const maxPaths = 1024;
const paths = new Map<string, FieldPath>();

/**
 * The parsed form of a path that a program gives; programs give the same few again and again.
 * @throws {TypeError} where it is none: a mistake in the program, not in the event
 */
export function pathOf(text: string): FieldPath {
  let path = paths.get(text);
  if (path === undefined) {
    const parsed = parseFieldPath(text);
    if (!parsed.ok) throw new TypeError(`a field's path is ${parsed.fault}`);
    path = parsed.path;
    if (paths.size >= maxPaths) paths.clear();
    paths.set(text, path);
  }
  return path;
}
