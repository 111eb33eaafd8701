import type { Segment } from '../syntax/ast.ts';
import {
  any,
  arrayBit,
  type Collection,
  type Kind,
  nullBit,
  objectBit,
  undefinedBit,
} from './kind.ts';

export const never: Kind = { bits: 0, fields: null, elements: null };
export const absent: Kind = { bits: undefinedBit, fields: null, elements: null };

export function has(kind: Kind, bits: number): boolean {
  return (kind.bits & bits) !== 0;
}

/** Whether it can be nothing else than these. As in VRL, what is never anything is whatever it is asked for. */
export function isOnly(kind: Kind, bits: number): boolean {
  return (kind.bits & ~bits) === 0;
}

export function without(kind: Kind, bits: number): Kind {
  const left = kind.bits & ~bits;
  return {
    bits: left,
    fields: (left & objectBit) === 0 ? null : kind.fields,
    elements: (left & arrayBit) === 0 ? null : kind.elements,
  };
}

export function including(kind: Kind, bits: number): Kind {
  return { ...kind, bits: kind.bits | bits };
}

/** What is not there reads as null. */
export function read(kind: Kind): Kind {
  return has(kind, undefinedBit) ? including(without(kind, undefinedBit), nullBit) : kind;
}

/** What is either of the two: `one` itself where the other is no more than that, so that a caller can tell. */
export function union(one: Kind, other: Kind): Kind {
  if (one === other || other.bits === 0) return one;
  if (one.bits === 0) return other;
  const bits = one.bits | other.bits;
  const fields = eitherOf(one, other, objectBit, one.fields, other.fields);
  const elements = eitherOf(one, other, arrayBit, one.elements, other.elements);
  if (bits === one.bits && fields === one.fields && elements === one.elements) return one;
  return { bits, fields, elements };
}

function eitherOf<Key extends string | number>(
  one: Kind,
  other: Kind,
  bit: number,
  ofOne: Collection<Key> | null,
  ofOther: Collection<Key> | null,
): Collection<Key> | null {
  if (!has(one, bit)) return ofOther;
  if (!has(other, bit)) return ofOne;
  if (ofOne === ofOther) return ofOne;
  if (ofOne === null || ofOther === null) return null;
  // made when the first member differs: mostly none does
  let changed: Map<Key, Kind> | null = null;
  for (const [key, member] of ofOne.known) {
    const either = union(member, memberOf(ofOther, key));
    if (either !== member) (changed ??= new Map(ofOne.known)).set(key, either);
  }
  for (const [key, member] of ofOther.known) {
    if (ofOne.known.has(key)) continue;
    (changed ??= new Map(ofOne.known)).set(key, union(memberOf(ofOne, key), member));
  }
  const unknown =
    ofOne.unknown === null || ofOther.unknown === null
      ? (ofOne.unknown ?? ofOther.unknown)
      : union(ofOne.unknown, ofOther.unknown);
  if (changed === null && unknown === ofOne.unknown) return ofOne;
  return { known: changed ?? ofOne.known, unknown };
}

const anyOrAbsent: Kind = { ...any, bits: any.bits | undefinedBit };

/** A member as it may be: also not there. */
export function memberOf<Key extends string | number>(
  collection: Collection<Key> | null,
  key: Key,
): Kind {
  if (collection === null) return anyOrAbsent;
  const known = collection.known.get(key);
  if (known !== undefined) return known;
  return collection.unknown === null ? absent : including(collection.unknown, undefinedBit);
}

/** What any of the members may be. */
export function anyMember(collection: Collection<string> | Collection<number> | null): Kind {
  if (collection === null) return any;
  let kind = collection.unknown ?? never;
  for (const member of collection.known.values()) kind = union(kind, without(member, undefinedBit));
  return kind;
}

function step(kind: Kind, segment: Segment): Kind {
  if (segment.kind === 'field') {
    if (!has(kind, objectBit)) return absent;
    const member = memberOf(kind.fields, segment.name);
    return isOnly(kind, objectBit) ? member : including(member, undefinedBit);
  }
  if (!has(kind, arrayBit)) return absent;
  const member = elementOf(kind.elements, segment.index);
  return isOnly(kind, arrayBit) ? member : including(member, undefinedBit);
}

function elementOf(elements: Collection<number> | null, index: number): Kind {
  if (index >= 0 || elements === null) return memberOf(elements, index);
  if (elements.unknown === null) {
    const at = elements.known.size + index;
    return at < 0 ? absent : memberOf(elements, at);
  }
  return including(anyMember(elements), undefinedBit);
}

/** What is at a path, `undefined` among it where it may not be there. */
export function atPath(kind: Kind, path: readonly Segment[]): Kind {
  return path.reduce(step, kind);
}
