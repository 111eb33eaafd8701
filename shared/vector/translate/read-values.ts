import { shown } from '../../pipeline/faults.ts';
import { elementsOf, fieldsOf, plainOf, textOf, type Tree } from '../text/tree.ts';
import type { Translation } from './translation.ts';

/** The fields of a component by name, or an empty map where it is none. */
export function optionsOf(tree: Tree): ReadonlyMap<string, Tree> {
  return fieldsOf(tree) ?? new Map();
}

/** The type of a component; '' where it says none. */
export function typeOf(component: Tree): string {
  return textOf(optionsOf(component).get('type')) ?? '';
}

/** true or false; the default where nothing is written, or what is not one of them, which is a fault. */
export function readFlag(
  tree: Tree | undefined,
  path: string,
  byDefault: boolean,
  translation: Translation,
): boolean {
  if (tree === undefined) return byDefault;
  const { value } = tree;
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? translation.settled(value, path, tree.place) : null;
  if (text === 'true' || text === 'false') return text === 'true';
  translation.fault(tree.place, path, `got ${shown(path, plainOf(tree))}; allowed: true or false`);
  return byDefault;
}

/** A text, with its variables put in; null where nothing is written, or no text, which is a fault. */
export function readText(
  tree: Tree | undefined,
  path: string,
  translation: Translation,
): string | null {
  if (tree === undefined) return null;
  const text = textOf(tree);
  if (text !== null) return translation.settled(text, path, tree.place);
  translation.fault(tree.place, path, `got ${shown(path, plainOf(tree))}; allowed: text`);
  return null;
}

/** A list of names, or one; with their places. */
export function readNames(
  tree: Tree | undefined,
  path: string,
  translation: Translation,
): readonly { readonly name: string; readonly tree: Tree }[] {
  if (tree === undefined) return [];
  const elements = elementsOf(tree) ?? [tree];
  return elements.flatMap((element) => {
    const name = readText(element, path, translation);
    return name === null ? [] : [{ name, tree: element }];
  });
}
