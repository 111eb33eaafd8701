/** The kinds a value may have, as bits of a set. */
export const bytesBit = 1;
export const integerBit = 2;
export const floatBit = 4;
export const booleanBit = 8;
export const timestampBit = 16;
export const regexBit = 32;
export const nullBit = 64;
export const arrayBit = 128;
export const objectBit = 256;
/** What is not there: reading it gives null. */
export const undefinedBit = 512;

/** What is known of the members of an object (by name) or of an array (by index). */
export interface Collection<Key extends string | number> {
  readonly known: ReadonlyMap<Key, Kind>;
  /** Of members that are not known; null: there are none. */
  readonly unknown: Kind | null;
}

/** What the compiler knows of a value: which kinds it may have, and what objects and arrays among them hold. */
export interface Kind {
  readonly bits: number;
  /** Where `bits` has an object; null: nothing is known of its fields. */
  readonly fields: Collection<string> | null;
  /** Where `bits` has an array; null: nothing is known of its elements. */
  readonly elements: Collection<number> | null;
}

function plain(bits: number): Kind {
  return { bits, fields: null, elements: null };
}

export const bytes: Kind = plain(bytesBit);
export const integer: Kind = plain(integerBit);
export const float: Kind = plain(floatBit);
export const boolean: Kind = plain(booleanBit);
export const timestamp: Kind = plain(timestampBit);
export const regex: Kind = plain(regexBit);
export const nothing: Kind = plain(nullBit);
export const anyArray: Kind = plain(arrayBit);
export const anyObject: Kind = plain(objectBit);
/** Whatever an event may hold. */
export const any: Kind = plain(0x1ff);

export function arrayOf(element: Kind): Kind {
  return { bits: arrayBit, fields: null, elements: { known: new Map(), unknown: element } };
}

/** @param unknown of fields beside the known ones; null: there are no others */
export function objectOf(known: Readonly<Record<string, Kind>>, unknown: Kind | null = null): Kind {
  const fields = { known: new Map(Object.entries(known)), unknown };
  return { bits: objectBit, fields, elements: null };
}
