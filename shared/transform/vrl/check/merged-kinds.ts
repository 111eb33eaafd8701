import { any, type Collection, type Kind, objectBit, undefinedBit } from './kind.ts';
import { union, without } from './kind-sets.ts';

/** An object of which nothing is known. */
const open: Collection<string> = { known: new Map(), unknown: any };

/** What an object is with the fields of another one, which win. */
export function mergedKinds({ fields: left }: Kind, { fields: right }: Kind): Kind {
  const before = left ?? open;
  const after = right ?? open;
  if (before.known.size + after.known.size === 0 && (left === null || right === null)) {
    return { bits: objectBit, fields: null, elements: null };
  }
  // as VRL has it: also of a field that may not be there in the other one
  const known = new Map([...before.known, ...after.known]);
  if (after.unknown !== null) {
    const other = without(after.unknown, undefinedBit);
    for (const [name, kind] of before.known) {
      if (!after.known.has(name)) known.set(name, union(other, kind));
    }
  }
  const unknown =
    before.unknown === null || after.unknown === null
      ? (before.unknown ?? after.unknown)
      : union(before.unknown, after.unknown);
  return { bits: objectBit, fields: { known, unknown }, elements: null };
}
