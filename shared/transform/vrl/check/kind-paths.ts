import type { Segment } from '../syntax/ast.ts';
import {
  any,
  arrayBit,
  type Collection,
  type Kind,
  nothing,
  objectBit,
  undefinedBit,
} from './kind.ts';
import {
  absent,
  anyMember,
  has,
  including,
  isOnly,
  memberOf,
  union,
  without,
} from './kind-sets.ts';

/** What a value is after something was put at a path in it: objects and arrays come into being on the way. */
export function withAt(kind: Kind, path: readonly Segment[], value: Kind): Kind {
  const [segment, ...rest] = path;
  if (segment === undefined) return value;
  if (segment.kind === 'field') return withField(kind, segment.name, rest, value);
  return withElement(kind, segment.index, rest, value);
}

function withField(kind: Kind, name: string, rest: readonly Segment[], value: Kind): Kind {
  const before = objectFieldsOf(kind);
  const member = withAt(
    before === null ? including(any, undefinedBit) : memberOf(before, name),
    rest,
    value,
  );
  if (before === null) {
    return {
      bits: objectBit,
      fields: { known: new Map([[name, member]]), unknown: any },
      elements: null,
    };
  }
  return {
    bits: objectBit,
    fields: { known: new Map(before.known).set(name, member), unknown: before.unknown },
    elements: null,
  };
}

/** The fields that there are when it is made an object: none, where it may be something else. */
function objectFieldsOf(kind: Kind): Collection<string> | null {
  const none: Collection<string> = { known: new Map(), unknown: null };
  if (!has(kind, objectBit)) return none;
  if (isOnly(kind, objectBit)) return kind.fields;
  if (kind.fields === null) return null;
  const known = new Map<string, Kind>();
  for (const [name, member] of kind.fields.known) known.set(name, including(member, undefinedBit));
  return { known, unknown: kind.fields.unknown };
}

function withElement(kind: Kind, index: number, rest: readonly Segment[], value: Kind): Kind {
  const isArray = isOnly(kind, arrayBit);
  const none: Collection<number> = { known: new Map(), unknown: null };
  const before = has(kind, arrayBit) ? kind.elements : none;
  if (before === null) {
    const member = withAt(including(any, undefinedBit), rest, value);
    if (index < 0) return { bits: arrayBit, fields: null, elements: null };
    return {
      bits: arrayBit,
      fields: null,
      elements: { known: new Map([[index, member]]), unknown: any },
    };
  }
  const isExact = before.unknown === null && isArray;
  const at = index >= 0 ? index : isExact ? before.known.size + index : -1;
  if (at < 0 && !(isExact || !has(kind, arrayBit))) {
    // somewhere: any of them may be it
    const member = withAt(including(anyMember(before), undefinedBit), rest, value);
    const unknown = union(without(union(anyMember(before), member), undefinedBit), nothing);
    return { bits: arrayBit, fields: null, elements: { known: new Map(), unknown } };
  }
  const known = new Map(before.known);
  if (!isArray) for (const [key, member] of known) known.set(key, including(member, undefinedBit));
  if (at < 0) {
    // before the first one: it is put there, and nulls between
    const missing = -index - before.known.size;
    const shifted = new Map<number, Kind>([[0, withAt(absent, rest, value)]]);
    for (let gap = 1; gap < missing; gap += 1) shifted.set(gap, nothing);
    for (const [key, member] of known) shifted.set(key + missing, member);
    return { bits: arrayBit, fields: null, elements: { known: shifted, unknown: before.unknown } };
  }
  for (let gap = 0; gap < at; gap += 1) {
    const member = memberOf({ known, unknown: before.unknown }, gap);
    if (has(member, undefinedBit)) known.set(gap, union(without(member, undefinedBit), nothing));
  }
  known.set(at, withAt(memberOf({ known, unknown: before.unknown }, at), rest, value));
  return { bits: arrayBit, fields: null, elements: { known, unknown: before.unknown } };
}

/** What a value is after what is at a path was taken out of it. */
export function withoutAt(kind: Kind, path: readonly Segment[], compact: boolean): Kind {
  const [segment, ...rest] = path;
  if (segment === undefined) return emptied(kind);
  if (segment.kind === 'field') return withoutField(kind, segment.name, rest, compact);
  return withoutElement(kind, segment.index, rest, compact);
}

/** The whole of it: an object without fields, an array without elements, null of everything else. */
function emptied(kind: Kind): Kind {
  if (isOnly(kind, objectBit)) {
    return { bits: objectBit, fields: { known: new Map(), unknown: null }, elements: null };
  }
  if (isOnly(kind, arrayBit)) {
    return { bits: arrayBit, fields: null, elements: { known: new Map(), unknown: null } };
  }
  if (!has(kind, objectBit | arrayBit)) return nothing;
  return any;
}

function withoutField(kind: Kind, name: string, rest: readonly Segment[], compact: boolean): Kind {
  if (!has(kind, objectBit)) return kind;
  const { fields } = kind;
  const before = memberOf(fields, name);
  if (rest.length > 0 && isOnly(before, undefinedBit)) return kind;
  let member = rest.length === 0 ? absent : withoutAt(before, rest, compact);
  if (compact && rest.length > 0 && canBeEmpty(member)) member = including(member, undefinedBit);
  const known = new Map(fields === null ? [] : fields.known).set(name, member);
  return { ...kind, fields: { known, unknown: fields === null ? any : fields.unknown } };
}

function canBeEmpty(kind: Kind): boolean {
  return has(kind, objectBit | arrayBit);
}

function withoutElement(
  kind: Kind,
  index: number,
  rest: readonly Segment[],
  compact: boolean,
): Kind {
  if (!has(kind, arrayBit)) return kind;
  const { elements } = kind;
  if (elements === null) return kind;
  const at = index >= 0 ? index : elements.unknown === null ? elements.known.size + index : -1;
  if (at < 0) {
    if (elements.unknown === null) return kind;
    return { ...kind, elements: { known: new Map(), unknown: anyMember(elements) } };
  }
  const member = memberOf(elements, at);
  if (rest.length > 0) {
    if (isOnly(member, undefinedBit)) return kind;
    const known = new Map(elements.known).set(at, withoutAt(member, rest, compact));
    return { ...kind, elements: { known, unknown: elements.unknown } };
  }
  const known = new Map<number, Kind>();
  for (const [key, one] of elements.known) {
    if (key < at) known.set(key, one);
    else if (key > at) known.set(key - 1, one);
  }
  return { ...kind, elements: { known, unknown: elements.unknown } };
}
