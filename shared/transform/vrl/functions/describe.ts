import {
  any,
  anyArray,
  anyObject,
  type Kind,
  boolean,
  bytes,
  float,
  integer,
  nothing,
  regex,
  timestamp,
} from '../check/kind.ts';
import type { Call, FunctionDefinition, Parameter } from './definition.ts';
import { examples } from './examples.ts';

/** One of several kinds. What is known of members is kept where one of them alone has some. */
export function either(...kinds: readonly Kind[]): Kind {
  return {
    bits: kinds.reduce((bits, kind) => bits | kind.bits, 0),
    fields: kinds.find(({ fields }) => fields !== null)?.fields ?? null,
    elements: kinds.find(({ elements }) => elements !== null)?.elements ?? null,
  };
}

export const number: Kind = either(integer, float);
export const collection: Kind = either(anyArray, anyObject);
export const textOrRegex: Kind = either(bytes, regex);
export const textOrTime: Kind = either(bytes, timestamp);
const jsonMember: Kind = either(bytes, integer, float, boolean, nothing, anyArray, anyObject);
/** Whatever JSON can say. */
export const json: Kind = {
  bits: jsonMember.bits,
  fields: { known: new Map(), unknown: jsonMember },
  elements: { known: new Map(), unknown: jsonMember },
};
export { any, anyArray, anyObject, boolean, bytes, float, integer, regex, timestamp };

type More = Pick<
  Parameter,
  'isConstant' | 'isStatic' | 'literal' | 'mayChange' | 'oneOf' | 'ofOtherKind' | 'isPath'
>;

export function required(keyword: string, kind: Kind, summary: string, more: More = {}): Parameter {
  return { keyword, kind, required: true, summary, ...more };
}

export function optional(
  keyword: string,
  kind: Kind,
  summary: string,
  standard?: Parameter['default'],
  more: More = {},
): Parameter {
  const base = { keyword, kind, required: false, summary, ...more };
  return standard === undefined ? base : { ...base, default: standard };
}

/** A constant that is one of a few words. */
export function choice(
  keyword: string,
  summary: string,
  oneOf: readonly string[],
  standard?: string,
): Parameter {
  const more = { isConstant: true, oneOf };
  return optional(keyword, bytes, summary, standard, more);
}

/** What a definition of ours says; category and examples are added. */
export type Described = Omit<FunctionDefinition, 'category' | 'examples' | 'support'> &
  Partial<Pick<FunctionDefinition, 'support'>>;

export function describe(
  category: FunctionDefinition['category'],
  functions: readonly Described[],
): readonly FunctionDefinition[] {
  return functions.map((one) => ({
    support: 'pure',
    ...one,
    category,
    examples: examples[one.name] ?? [],
  }));
}

export function kindOf(call: Call, keyword: string): Kind {
  return call.kinds.get(keyword) ?? any;
}

/** Whether an argument may be something else than these kinds. */
export function mayBeOther(keyword: string, ...kinds: readonly Kind[]): (call: Call) => boolean {
  const allowed = either(...kinds).bits;
  return (call) => {
    const { bits } = kindOf(call, keyword);
    return bits === 0 || (bits & ~allowed) !== 0;
  };
}
