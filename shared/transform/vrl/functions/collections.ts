import { arrayOf, type Kind, nothing, objectOf, undefinedBit } from '../check/kind.ts';
import { union } from '../check/kind-sets.ts';
import { mergedKinds } from '../check/merged-kinds.ts';
import { displayValue } from '../runtime/display.ts';
import { isString } from '../runtime/text.ts';
import type { Call, FunctionDefinition } from './definition.ts';
import {
  any,
  anyArray,
  anyObject,
  boolean,
  bytes,
  collection,
  describe,
  either,
  integer,
  kindOf,
  optional,
  regex,
  required,
} from './describe.ts';

const iterated = required('value', collection, 'What is gone through.');
const separator = optional('separator', bytes, 'What stands between the names.', '.');
const recursive = optional(
  'recursive',
  boolean,
  'Whether what is inside is gone through too.',
  false,
);

/** The kind of all members together. */
function memberKind(kind: Kind): Kind {
  const members: Kind[] = [];
  let isKnown = true;
  for (const [bit, known] of [
    [anyObject.bits, kind.fields],
    [anyArray.bits, kind.elements],
  ] as const) {
    if ((kind.bits & bit) === 0) continue;
    if (known === null) isKnown = false;
    else members.push(...known.known.values(), ...(known.unknown === null ? [] : [known.unknown]));
  }
  const [only] = members;
  if (!isKnown) return any;
  if (only === undefined) return { bits: 0, fields: null, elements: null };
  return members.reduce((all, one) => union(all, one), only);
}

/** What a closure gets as a key. */
function keyKind(call: Call): Kind {
  const { bits } = kindOf(call, 'value');
  if ((bits & anyArray.bits) === 0) return bytes;
  return (bits & anyObject.bits) === 0 ? integer : either(bytes, integer);
}

function valueKind(call: Call): Kind {
  const { bits, fields, elements } = memberKind(kindOf(call, 'value'));
  return { bits: bits & ~undefinedBit, fields, elements };
}

/** Where it is known how long the array is, it is known where each of the items comes. */
function appended(call: Call): Kind {
  const before = kindOf(call, 'value').elements;
  const items = kindOf(call, 'items').elements ?? { known: new Map<number, Kind>(), unknown: any };
  if (before === null) return anyArray;
  if (before.unknown !== null) {
    const unknown = union(before.unknown, memberKind(kindOf(call, 'items')));
    return { bits: anyArray.bits, fields: null, elements: { known: before.known, unknown } };
  }
  const { size } = before.known;
  const behind = [...items.known].map(([index, kind]) => [index + size, kind] as const);
  const known = new Map([...before.known, ...behind]);
  return { bits: anyArray.bits, fields: null, elements: { known, unknown: items.unknown } };
}

const sameShape = (call: Call): Kind => {
  const { bits } = kindOf(call, 'value');
  return bits === anyArray.bits ? anyArray : anyObject;
};

const pairOfCollections = (call: Call): Kind => {
  const { bits } = kindOf(call, 'value');
  return { bits: bits & collection.bits, fields: null, elements: null };
};

/** Functions that go through arrays and objects. A table: long, and read by looking a function up. */
export const enumerateFunctions: readonly FunctionDefinition[] = describe('Enumerate', [
  {
    name: 'compact',
    summary: 'Takes what is empty out of an object or array.',
    parameters: [
      required('value', collection, 'What is cleared.'),
      optional('recursive', boolean, 'Whether what is inside is cleared too.', true),
      optional('null', boolean, 'Whether null goes.', true),
      optional('string', boolean, 'Whether the empty text goes.', true),
      optional('object', boolean, 'Whether empty objects go.', true),
      optional('array', boolean, 'Whether empty arrays go.', true),
      optional('nullish', boolean, 'Whether all that `is_nullish` says yes to goes.', false),
    ],
    returns: sameShape,
    fallible: false,
  },
  {
    name: 'filter',
    summary: 'Keeps the members for which a closure gives true.',
    parameters: [iterated],
    closure: { variables: (call) => [keyKind(call), valueKind(call)], returns: boolean },
    returns: pairOfCollections,
    fallible: false,
  },
  {
    name: 'flatten',
    summary: 'Makes one level of an object (names are put together) or an array.',
    parameters: [
      required('value', collection, 'What is flattened.'),
      separator,
      optional('except', anyArray, 'Fields that stay as they are.', [], { literal: 'array' }),
    ],
    returns: sameShape,
    fallible: false,
    check: ({ constants }) => {
      const except = constants.get('except');
      const other = Array.isArray(except) ? except.find((one) => !isString(one)) : undefined;
      return other === undefined
        ? []
        : [
            {
              keyword: 'except',
              message: 'expected a string value',
              received: displayValue(other),
            },
          ];
    },
  },
  {
    name: 'unflatten',
    summary: 'Makes objects of names that were put together.',
    parameters: [
      required('value', anyObject, 'The object.'),
      separator,
      optional('recursive', boolean, 'Whether objects inside are treated too.', true),
    ],
    returns: anyObject,
    fallible: false,
  },
  {
    name: 'for_each',
    summary: 'Runs a closure for each member.',
    parameters: [iterated],
    closure: { variables: (call) => [keyKind(call), valueKind(call)], returns: any },
    returns: nothing,
    fallible: false,
  },
  {
    name: 'map_keys',
    summary: 'Renames each field to what a closure gives.',
    parameters: [required('value', anyObject, 'The object.'), recursive],
    closure: { variables: () => [bytes], returns: bytes },
    returns: (call) => kindOf(call, 'value'),
    fallible: false,
  },
  {
    name: 'map_values',
    summary: 'Puts what a closure gives in the place of each member.',
    parameters: [iterated, recursive],
    closure: { variables: (call) => [valueKind(call)], returns: any },
    returns: pairOfCollections,
    fallible: false,
  },
  {
    name: 'includes',
    summary: 'Whether an array has a value in it.',
    parameters: [
      required('value', anyArray, 'The array.'),
      required('item', any, 'What is looked for.'),
    ],
    returns: boolean,
    fallible: false,
  },
  {
    name: 'keys',
    summary: 'The names of the fields, in order.',
    parameters: [required('value', anyObject, 'The object.')],
    returns: arrayOf(bytes),
    fallible: false,
  },
  {
    name: 'values',
    summary: 'The values of the fields, in the order of their names.',
    parameters: [required('value', anyObject, 'The object.')],
    returns: (call) => {
      const kind = valueKind(call);
      return arrayOf(kind.bits === 0 ? any : kind);
    },
    fallible: false,
  },
  {
    name: 'length',
    summary: 'How many members there are, or how many bytes a text has.',
    parameters: [required('value', either(bytes, collection), 'What is counted.')],
    returns: integer,
    fallible: false,
  },
  {
    name: 'strlen',
    summary: 'How many characters a text has.',
    parameters: [required('value', bytes, 'The text.')],
    returns: integer,
    fallible: false,
  },
  {
    name: 'match_array',
    summary: 'Whether a regular expression matches one of an array, or all of it.',
    parameters: [
      required('value', anyArray, 'The texts.'),
      required('pattern', regex, 'The regular expression.'),
      optional('all', boolean, 'Whether all have to match.', false),
    ],
    returns: boolean,
    fallible: false,
  },
  {
    name: 'tally',
    summary: 'How often each text of an array comes.',
    parameters: [required('value', anyArray, 'The texts.')],
    returns: objectOf({}, integer),
    fallible: true,
  },
  {
    name: 'tally_value',
    summary: 'How often a value comes in an array.',
    parameters: [
      required('array', anyArray, 'The array.'),
      required('value', any, 'What is counted.'),
    ],
    returns: integer,
    fallible: false,
  },
  {
    name: 'unique',
    summary: 'An array without what came before in it.',
    parameters: [required('value', anyArray, 'The array.')],
    returns: anyArray,
    fallible: false,
  },
]);

/** Functions on arrays. */
export const arrayFunctions: readonly FunctionDefinition[] = describe('Array', [
  {
    name: 'append',
    summary: 'An array with those of another behind.',
    parameters: [
      required('value', anyArray, 'The array.'),
      required('items', anyArray, 'What comes behind.'),
    ],
    returns: appended,
    fallible: false,
  },
  {
    name: 'push',
    summary: 'An array with one more.',
    parameters: [
      required('value', anyArray, 'The array.'),
      required('item', any, 'What comes behind.'),
    ],
    returns: pushed,
    fallible: false,
  },
  {
    name: 'pop',
    summary: 'An array without its last one.',
    parameters: [required('value', anyArray, 'The array.')],
    returns: (call) => ({ ...kindOf(call, 'value'), bits: anyArray.bits, fields: null }),
    // VRL says that the last one is still there
    misstatesKind: (call) => kindOf(call, 'value').elements?.known.size !== 0,
    fallible: false,
  },
  {
    name: 'chunks',
    summary: 'Cuts a text into pieces of so many bytes.',
    parameters: [
      required('value', bytes, 'The text.'),
      required('chunk_size', integer, 'Bytes in a piece.'),
    ],
    returns: arrayOf(bytes),
    fallible: ({ constants }) => !constants.has('chunk_size'),
    check: ({ constants }) => {
      const size = constants.get('chunk_size');
      return typeof size === 'number' && size < 1
        ? [{ keyword: 'chunk_size', message: '"chunk_size" must be at least 1 byte' }]
        : [];
    },
  },
  {
    name: 'zip',
    summary: 'Pairs the first of two arrays, the second, and so on; or of all arrays in one.',
    parameters: [
      required('array_0', anyArray, 'The first array, or an array of arrays.'),
      optional('array_1', anyArray, 'The second array.'),
    ],
    returns: anyArray,
    fallible: false,
    failsAnyway: true,
  },
]);

function pushed(call: Call): Kind {
  const { elements } = kindOf(call, 'value');
  const { bits, fields, elements: inner } = kindOf(call, 'item');
  const item: Kind = {
    bits: (bits & undefinedBit) === 0 ? bits : (bits & ~undefinedBit) | nothing.bits,
    fields,
    elements: inner,
  };
  if (elements === null) return anyArray;
  if (elements.unknown !== null) {
    const unknown = either(elements.unknown, item);
    return { ...anyArray, elements: { known: elements.known, unknown } };
  }
  const known = new Map(elements.known).set(elements.known.size, item);
  return { ...anyArray, elements: { known, unknown: null } };
}

/** Functions on objects. */
export const objectFunctions: readonly FunctionDefinition[] = describe('Object', [
  {
    name: 'merge',
    summary: 'An object with the fields of another, which win.',
    parameters: [
      required('to', anyObject, 'The object.'),
      required('from', anyObject, 'The other one.'),
      optional('deep', boolean, 'Whether objects in both are merged too.', false),
    ],
    returns: (call) => mergedKinds(kindOf(call, 'to'), kindOf(call, 'from')),
    fallible: false,
    // VRL takes it for a shallow one also where it is deep
    misstatesKind: ({ kinds }) => kinds.has('deep'),
  },
  {
    name: 'object_from_array',
    summary: 'An object of pairs, or of an array of values and one of names.',
    parameters: [
      required('values', anyArray, 'Pairs of name and value, or values.'),
      optional('keys', anyArray, 'The names.'),
    ],
    returns: anyObject,
    fallible: false,
    failsAnyway: true,
  },
  {
    name: 'to_entries',
    summary: 'An object as an array of objects with `key` and `value`.',
    parameters: [required('value', collection, 'The object, or an array.')],
    returns: anyArray,
    fallible: false,
  },
  {
    name: 'from_entries',
    summary: 'An object of an array of objects with `key` (or `name`) and `value`.',
    parameters: [required('value', anyArray, 'The array.')],
    returns: anyObject,
    fallible: false,
    failsAnyway: true,
  },
  {
    name: 'unnest',
    summary: 'One event for each of an array at a path.',
    parameters: [required('path', any, 'The path.', { isPath: true })],
    returns: anyArray,
    fallible: true,
  },
]);
