import { any, type Collection, type Kind, objectBit, undefinedBit } from './kind.ts';
import { has, memberOf, union, without } from './kind-sets.ts';

/** An object of which nothing is known. */
const open: Collection<string> = { known: new Map(), unknown: any };

/** What an object is with the fields of another one, which win. */
export function mergedKinds({ fields: left }: Kind, { fields: right }: Kind): Kind {
  const before = left ?? open;
  const after = right ?? open;
  if (before.known.size + after.known.size === 0 && (left === null || right === null)) {
    return { bits: objectBit, fields: null, elements: null };
  }
  const known = new Map<string, Kind>();
  for (const [name, kind] of before.known) {
    const winner = memberOf(after, name);
    known.set(
      name,
      has(winner, undefinedBit) ? union(without(winner, undefinedBit), kind) : winner,
    );
  }
  for (const [name, kind] of after.known) {
    if (before.known.has(name)) continue;
    const isSure = !has(kind, undefinedBit);
    known.set(name, isSure ? kind : union(without(kind, undefinedBit), memberOf(before, name)));
  }
  const unknown =
    before.unknown === null || after.unknown === null
      ? (before.unknown ?? after.unknown)
      : union(before.unknown, after.unknown);
  return { bits: objectBit, fields: { known, unknown }, elements: null };
}
