import { fieldsOf, placeText, plainOf, type TextFault, type Tree } from '../text/tree.ts';

/** Components, of which a name may stand in one file only. */
const named: readonly string[] = ['sources', 'transforms', 'sinks', 'enrichment_tables', 'secret'];

/**
 * One configuration of several files and documents, as Vector makes it: components and tests come together, and what is
 * said twice has to be the same.
 */
export function mergeTrees(trees: readonly Tree[], faults: TextFault[]): Tree | null {
  const [first, ...others] = trees;
  if (first === undefined) return null;
  return others.reduce((merged, tree) => mergeTwo(merged, tree, '', faults), first);
}

function mergeTwo(one: Tree, other: Tree, path: string, faults: TextFault[]): Tree {
  const [fields, more] = [fieldsOf(one), fieldsOf(other)];
  if (path === 'tests' && Array.isArray(one.value) && Array.isArray(other.value)) {
    return { place: one.place, value: [...(one.value as Tree[]), ...(other.value as Tree[])] };
  }
  if (fields === null || more === null || isComponent(path)) {
    if (isComponent(path) || !isSame(one, other)) {
      const message = `${path}: is written at ${placeText(one.place)}, too`;
      faults.push({ place: other.place, message });
    }
    return one;
  }
  const all = new Map(fields);
  for (const [name, tree] of more) {
    const known = all.get(name);
    const at = path === '' ? name : `${path}.${name}`;
    all.set(name, known === undefined ? tree : mergeTwo(known, tree, at, faults));
  }
  return { place: one.place, value: all };
}

function isComponent(path: string): boolean {
  const [kind = '', name, more] = path.split('.');
  return name !== undefined && more === undefined && named.includes(kind);
}

function isSame(one: Tree, other: Tree): boolean {
  return JSON.stringify(plainOf(one)) === JSON.stringify(plainOf(other));
}
