import { compareText } from '../runtime/order.ts';
import { fieldText } from './compiled-text.ts';
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

/** A kind as VRL's messages have it: `string`, `integer or float`, `{ a: [float] }`, `any`. */
export function kindText({ bits, fields, elements }: Kind): string {
  if (bits === 0) return 'never';
  const members = bits === objectBit ? fields : bits === arrayBit ? elements : null;
  if (members !== null && members.known.size > 0 && members.unknown === null) {
    return membersText(members.known);
  }
  if (bits === (any.bits | undefinedBit)) return 'any';
  const names = words.flatMap(([bit, word]) => ((bits & bit) === 0 ? [] : [word]));
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} or ${last}`;
}

function membersText(known: ReadonlyMap<string | number, Kind>): string {
  const all = [...known].toSorted(([a], [b]) =>
    typeof a === 'number' ? a - Number(b) : compareText(a, String(b)),
  );
  const texts = all.map(([key, kind]) =>
    typeof key === 'number' ? kindText(kind) : `${fieldText(key)}: ${kindText(kind)}`,
  );
  return typeof all[0]?.[0] === 'number' ? `[${texts.join(', ')}]` : `{ ${texts.join(', ')} }`;
}
