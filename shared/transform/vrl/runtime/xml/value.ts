import { Failure } from '../failure.ts';
import { floatOrZero } from '../numbers.ts';
import { readFloat } from '../read-float.ts';
import { readInteger } from '../read-integer.ts';
import type { Value, VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

export interface XmlOptions {
  readonly trim: boolean;
  readonly includeAttr: boolean;
  readonly attrPrefix: string;
  readonly textKey: string;
  readonly alwaysUseTextKey: boolean;
  readonly parseBool: boolean;
  readonly parseNull: boolean;
  readonly parseNumber: boolean;
}

/** What an element holds, in its order; `text` where it is no element. */
export type XmlChild =
  | { readonly type: 'element'; readonly name: string; readonly value: Value }
  | { readonly type: 'text'; text: string }
  | { readonly type: 'other' };

export type XmlAttribute = readonly [name: string, value: string];

/** The value of an element: an object, or what its only child is. */
export function elementValue(
  attributes: readonly XmlAttribute[],
  children: readonly XmlChild[],
  options: XmlOptions,
): Value {
  const hasAttributes = attributes.length > 0;
  const isWhole = hasAttributes ? options.includeAttr : options.alwaysUseTextKey;
  const [only] = children;
  if (isWhole || children.length !== 1 || only === undefined) {
    return objectValue(attributes, children, options);
  }
  if (only.type === 'text') return textValue(only.text, options);
  // a comment or an instruction alone, which VRL does not survive
  return only.type === 'other' ? {} : objectValue([], children, options);
}

/** Attributes, elements and texts by their names; several of a name are an array. */
export function objectValue(
  attributes: readonly XmlAttribute[],
  children: readonly XmlChild[],
  options: XmlOptions,
): VrlObject {
  const object: VrlObject = {};
  if (options.includeAttr) {
    for (const [name, value] of attributes) setField(object, options.attrPrefix + name, value);
  }
  for (const child of children) {
    if (child.type === 'text') add(object, options.textKey, textValue(child.text, options));
    else if (child.type === 'element') add(object, child.name, child.value);
  }
  return object;
}

function add(object: VrlObject, name: string, value: Value): void {
  const before = Object.hasOwn(object, name) ? (object[name] ?? null) : undefined;
  if (before === undefined) setField(object, name, value);
  else if (Array.isArray(before)) before.push(value);
  else setField(object, name, [before, value]);
}

function textValue(text: string, { parseNull, parseBool, parseNumber }: XmlOptions): Value {
  if (parseNull && (text === '' || text === 'null')) return null;
  if (parseBool && (text === 'true' || text === 'false')) return text === 'true';
  if (!parseNumber || text === '') return text;
  const integer = readInteger(text, 10);
  if (typeof integer !== 'string') return integer;
  if (/^[+-]?nan$/i.test(text)) return floatOrZero(Number.NaN);
  const float = readFloat(text);
  return float instanceof Failure ? text : float;
}
