import {
  any,
  arrayBit,
  booleanBit,
  bytesBit,
  floatBit,
  integerBit,
  type Kind,
  nullBit,
  objectBit,
  regexBit,
  timestampBit,
  undefinedBit,
} from './kind.ts';

const words: readonly (readonly [number, string])[] = [
  [bytesBit, 'string'],
  [integerBit, 'integer'],
  [floatBit, 'float'],
  [booleanBit, 'boolean'],
  [timestampBit, 'timestamp'],
  [regexBit, 'regex'],
  [nullBit, 'null'],
  [undefinedBit, 'undefined'],
  [arrayBit, 'array'],
  [objectBit, 'object'],
];

/** A kind as VRL's messages have it: `string`, `integer or float`, `any`. */
export function kindText({ bits }: Kind): string {
  if (bits === 0) return 'never';
  if (bits === (any.bits | undefinedBit)) return 'any';
  const names = words.flatMap(([bit, word]) => ((bits & bit) === 0 ? [] : [word]));
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} or ${last}`;
}
