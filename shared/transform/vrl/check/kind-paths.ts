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
  // what never ends in a value is never put there
  if (value.bits === 0) return kind;
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

/** What a value is after what is at a path was taken out of it, as far as VRL knows. */
export function withoutAt(kind: Kind, path: readonly Segment[], compact: boolean): Kind {
  return path.length === 0 ? emptied(kind) : cut(kind, path, compact).kind;
}

/** What is left of a value, and whether it goes itself: what is at the end of the path, or has become empty. */
interface Cut {
  readonly kind: Kind;
  readonly goes: 'surely' | 'maybe' | 'never';
}

function cut(kind: Kind, path: readonly Segment[], compact: boolean): Cut {
  const [segment, ...rest] = path;
  if (segment === undefined) {
    if (!has(kind, undefinedBit)) return { kind, goes: 'surely' };
    return { kind, goes: isOnly(kind, undefinedBit) ? 'never' : 'maybe' };
  }
  if (segment.kind === 'field') return cutField(kind, segment.name, rest, compact);
  return cutElement(kind, segment.index, rest, compact);
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

function cutField(kind: Kind, name: string, rest: readonly Segment[], compact: boolean): Cut {
  if (!has(kind, objectBit)) return { kind, goes: 'never' };
  const { fields } = kind;
  const inner = cut(memberOf(fields, name), rest, compact);
  const goes = compact ? inner.goes : 'never';
  if (fields === null) return { kind, goes: goes === 'never' ? 'never' : 'maybe' };
  const before = fields.known.get(name);
  let after = fields;
  if (before !== undefined) {
    const known = new Map(fields.known);
    const none: Collection<string> = { known: new Map(), unknown: fields.unknown };
    if (inner.goes === 'surely') known.delete(name);
    else if (inner.goes === 'never') known.set(name, inner.kind);
    else known.set(name, union(inner.kind, memberOf(none, name)));
    after = { known, unknown: fields.unknown };
  }
  return { kind: { ...kind, fields: after }, goes: goes === 'never' ? 'never' : emptiness(after) };
}

function emptiness({ known, unknown }: Collection<string> | Collection<number>): Cut['goes'] {
  if (known.size > 0) return 'never';
  return unknown === null ? 'surely' : 'maybe';
}

function cutElement(kind: Kind, index: number, rest: readonly Segment[], compact: boolean): Cut {
  const { elements } = kind;
  if (!has(kind, arrayBit)) return { kind, goes: 'never' };
  if (elements === null) return { kind, goes: compact ? 'maybe' : 'never' };
  const left = withoutElement(kind, elements, index, rest, compact);
  const goes = compact && left.elements !== null ? emptiness(left.elements) : 'never';
  return { kind: left, goes };
}

function withoutElement(
  kind: Kind,
  elements: Collection<number>,
  index: number,
  rest: readonly Segment[],
  compact: boolean,
): Kind {
  const at = index >= 0 ? index : elements.unknown === null ? elements.known.size + index : -1;
  if (at < 0) {
    if (elements.unknown === null) return kind;
    return { ...kind, elements: { known: new Map(), unknown: anyMember(elements) } };
  }
  const member = memberOf(elements, at);
  if (rest.length > 0) {
    if (isOnly(member, undefinedBit)) return kind;
    const inner = cut(member, rest, compact);
    const left = inner.goes === 'never' ? inner.kind : including(inner.kind, undefinedBit);
    const known = new Map(elements.known).set(at, left);
    return { ...kind, elements: { known, unknown: elements.unknown } };
  }
  const known = new Map<number, Kind>();
  for (const [key, one] of elements.known) {
    if (key < at) known.set(key, one);
    else if (key > at) known.set(key - 1, one);
  }
  return { ...kind, elements: { known, unknown: elements.unknown } };
}
