import { setField } from '../../../set-field.ts';
import { any, type Collection, type Kind, undefinedBit } from './kind.ts';
import { including } from './kind-sets.ts';

export interface KindTree {
  [name: string]: true | KindTree;
}

const names: readonly (readonly [string, number])[] = [
  ['bytes', 1],
  ['integer', 2],
  ['float', 4],
  ['boolean', 8],
  ['timestamp', 16],
  ['regex', 32],
  ['null', 64],
  ['undefined', undefinedBit],
];
const values = any.bits;
/** What JSON can say, or nothing at all. */
const json = (values & ~(16 | 32)) | undefinedBit;

/** A kind as VRL's `type_def` shows it. */
export function kindTree(kind: Kind): KindTree {
  const { bits } = kind;
  if (bits === 0) return { never: true };
  if (bits === (values | undefinedBit)) return { any: true };
  if (bits === json) return { json: true };
  const tree: KindTree = {};
  for (const [name, bit] of names) if ((bits & bit) !== 0) tree[name] = true;
  if ((bits & 256) !== 0) addCollection(tree, 'object', kind.fields);
  if ((bits & 128) !== 0) addCollection(tree, 'array', kind.elements);
  return tree;
}

function addCollection(
  tree: KindTree,
  name: string,
  collection: Collection<string> | Collection<number> | null,
): void {
  const members: KindTree = {};
  for (const [member, kind] of collection?.known ?? []) {
    // VRL forgets what was taken away
    if (kind.bits === undefinedBit && collection?.unknown !== null) continue;
    setField(members, String(member), kindTree(kind));
  }
  tree[name] = members;
  const unknown = collection === null ? any : collection.unknown;
  if (unknown === null) return;
  tree[`${name}_unknown_infinite`] = kindTree(including(unknown, undefinedBit));
}
