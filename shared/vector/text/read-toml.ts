import { parse, TomlError } from 'smol-toml';
import { tomlPlaces } from './toml-places.ts';
import type { Place, ReadText, TextFault, Tree } from './tree.ts';
import { hideVariables, quoteBare } from './variables.ts';

/** Reads a TOML file. */
export function readToml(text: string, file: string): ReadText {
  const { text: hidden, reveal, faults: wrong } = hideVariables(text);
  const faults: TextFault[] = wrong.map(({ at, message }) => {
    const before = text.slice(0, at);
    const line = before.split('\n').length;
    return { place: { file, line, column: at - before.lastIndexOf('\n') }, message };
  });
  const quoted = quoteBare(hidden);
  try {
    const table: unknown = parse(quoted, { integersAsBigInt: 'asNeeded' });
    const places = tomlPlaces(quoted);
    const placeOf = (path: string): Place => ({
      file,
      ...(places.get(path) ?? { line: 1, column: 1 }),
    });
    return { trees: [treeOf(table, '', placeOf, placeOf(''), reveal)], faults };
  } catch (thrown) {
    if (!(thrown instanceof TomlError)) throw thrown;
    const { line, column, message } = thrown;
    // the rest of the message is the text itself
    const reason = (message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
    return { trees: [], faults: [...faults, { place: { file, line, column }, message: reason }] };
  }
}

function treeOf(
  value: unknown,
  path: string,
  placeOf: (path: string) => Place,
  place: Place,
  reveal: (text: string) => string,
): Tree {
  if (typeof value === 'string') return { place, value: reveal(value) };
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
    return { place, value };
  }
  // a time, which no option of Vector is: as it was written
  if (value instanceof Date) return { place, value: value.toISOString() };
  const child = (part: unknown, name: string): Tree => {
    const at = `${path}\0${name}`;
    const found = placeOf(at);
    return treeOf(
      part,
      at,
      placeOf,
      found.line === 1 && found.column === 1 ? place : found,
      reveal,
    );
  };
  if (Array.isArray(value)) {
    return { place, value: value.map((part: unknown, index) => child(part, String(index))) };
  }
  const fields = Object.entries(value as object).map(
    ([name, part]: [string, unknown]) => [reveal(name), child(part, name)] as const,
  );
  return { place, value: new Map(fields) };
}
