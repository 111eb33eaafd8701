import { kindTree } from '../check/kind-tree.ts';
import { type Kind, nothing, undefinedBit } from '../check/kind.ts';
import { never } from '../check/kind-sets.ts';
import type { Call, FunctionDefinition } from './definition.ts';
import {
  any,
  anyArray,
  anyObject,
  boolean,
  bytes,
  choice,
  collection,
  describe,
  type Described,
  either,
  float,
  integer,
  kindOf,
  mayBeOther,
  optional,
  regex,
  required,
  timestamp,
} from './describe.ts';

const value = required('value', any, 'What is looked at.');

function check(name: string, what: string): Described {
  return {
    name,
    summary: `Whether a value is ${what}.`,
    parameters: [value],
    returns: boolean,
    fallible: false,
  };
}

function guard(name: string, what: string, plain: Kind): Described {
  return {
    name,
    summary: `The value itself where it is ${what}; a failure where it is not.`,
    parameters: [value],
    returns: (call) => {
      const given = kindOf(call, 'value');
      return {
        bits: plain.bits,
        fields: plain === anyObject ? given.fields : null,
        elements: plain === anyArray ? given.elements : null,
      };
    },
    fallible: mayBeOther('value', plain),
  };
}

/** Functions that look at what a value is. */
export const typeFunctions: readonly FunctionDefinition[] = describe('Type', [
  guard('array', 'an array', anyArray),
  guard('bool', 'a boolean', boolean),
  guard('float', 'a float', float),
  guard('int', 'an integer', integer),
  guard('object', 'an object', anyObject),
  guard('string', 'a string', bytes),
  guard('timestamp', 'a timestamp', timestamp),
  check('is_array', 'an array'),
  check('is_boolean', 'a boolean'),
  check('is_float', 'a float'),
  check('is_integer', 'an integer'),
  check('is_null', 'null'),
  check('is_object', 'an object'),
  check('is_regex', 'a regular expression'),
  check('is_string', 'a string'),
  check('is_timestamp', 'a timestamp'),
  check('is_nullish', 'null, an empty string, white space alone or `-`'),
  {
    name: 'is_empty',
    summary: 'Whether a string, an array or an object has nothing in it.',
    parameters: [required('value', either(bytes, collection), 'What is looked at.')],
    returns: boolean,
    fallible: false,
  },
  {
    name: 'is_json',
    summary: 'Whether a string is JSON, and of one kind of it if that is asked for.',
    parameters: [
      required('value', bytes, 'The text.'),
      choice('variant', 'The only kind of JSON that is wanted.', [
        'object',
        'array',
        'bool',
        'number',
        'string',
        'null',
      ]),
    ],
    returns: boolean,
    fallible: false,
  },
  {
    name: 'type_def',
    summary: 'What the compiler knows of a value. VRL has it for debugging, and may change it.',
    parameters: [value],
    returns: { ...any, bits: any.bits | undefinedBit },
    fallible: false,
    runsNoArguments: true,
    prepare: (call) => ({
      name: 'asItIs',
      module: 'as-it-is',
      data: kindTree(kindOf(call, 'value')),
    }),
  },
  {
    name: 'tag_types_externally',
    summary: 'Puts each value that is no collection into an object that names its type.',
    parameters: [value],
    returns: (call) => {
      const { bits } = kindOf(call, 'value');
      if (bits === anyArray.bits) return anyArray;
      return (bits & ~undefinedBit) === nothing.bits ? nothing : anyObject;
    },
    fallible: false,
  },
]);

/** Functions that make one type of another. */
export const coerceFunctions: readonly FunctionDefinition[] = describe('Coerce', [
  {
    name: 'to_bool',
    summary: 'A boolean of a number (0 is false), of null, or of a word such as `yes` or `f`.',
    parameters: [value],
    returns: boolean,
    fallible: mayBeOther('value', boolean, integer, float, nothing),
  },
  {
    name: 'to_float',
    summary: 'A float of a number, a boolean, a timestamp (seconds), null or the text of a number.',
    parameters: [value],
    returns: float,
    fallible: mayBeOther('value', float, integer, boolean, timestamp, nothing),
  },
  {
    name: 'to_int',
    summary: 'An integer of a number (cut off), a boolean, a timestamp (seconds), null or a text.',
    parameters: [value],
    returns: integer,
    fallible: mayBeOther('value', integer, float, boolean, timestamp, nothing),
  },
  {
    name: 'to_string',
    summary: 'The text of a value that is no collection; of null the empty one.',
    parameters: [value],
    returns: bytes,
    fallible: mayBeOther('value', bytes, integer, float, boolean, timestamp, nothing),
  },
  {
    name: 'to_regex',
    summary: 'Makes a regular expression of a text while the program runs; a literal is faster.',
    parameters: [required('value', bytes, 'The pattern, in the dialect of Rust.')],
    returns: regex,
    fallible: true,
  },
]);

/** Functions on paths. */
export const pathFunctions: readonly FunctionDefinition[] = describe('Path', [
  {
    name: 'del',
    summary: 'Takes what is at a path away, and gives it.',
    parameters: [
      required('target', any, 'The path.', { isPath: true }),
      optional('compact', boolean, 'Whether an object or array that became empty goes too.', false),
    ],
    returns: any,
    fallible: false,
  },
  {
    name: 'exists',
    summary: 'Whether there is something at a path, be it null.',
    parameters: [required('field', any, 'The path.', { isPath: true })],
    returns: boolean,
    fallible: false,
  },
  {
    name: 'get',
    summary: 'What is at a path that the program computes; null where nothing is.',
    parameters: [
      required('value', collection, 'Where to look.', { ofOtherKind: 'taken' }),
      required('path', anyArray, 'Names of fields, and indexes.'),
    ],
    returns: any,
    fallible: true,
  },
  {
    name: 'set',
    summary: 'The value with something put at a path that the program computes.',
    parameters: [
      required('value', collection, 'Where to put it.', { ofOtherKind: 'taken' }),
      required('path', anyArray, 'Names of fields, and indexes.', {
        ofOtherKind: 'expected string or array, got {kind}',
      }),
      required('data', any, 'What to put there.'),
    ],
    returns: (call) => sameCollection(kindOf(call, 'value').bits),
    misstatesKind: isUnsure,
    fallible: true,
  },
  {
    name: 'remove',
    summary: 'The value without what is at a path that the program computes.',
    parameters: [
      required('value', collection, 'Where to take it away.', { ofOtherKind: 'taken' }),
      required('path', anyArray, 'Names of fields, and indexes.'),
      optional('compact', boolean, 'Whether an object or array that became empty goes too.', false),
    ],
    returns: (call) => sameCollection(kindOf(call, 'value').bits),
    misstatesKind: isUnsure,
    fallible: true,
  },
]);

/** Of what may be either, VRL says that it is never anything. */
function sameCollection(bits: number): Kind {
  if (bits === anyArray.bits) return anyArray;
  return bits === anyObject.bits ? anyObject : never;
}

function isUnsure(call: Call): boolean {
  return sameCollection(kindOf(call, 'value').bits) === never;
}

/** Debugging aids. */
export const debugFunctions: readonly FunctionDefinition[] = describe('Debug', [
  {
    name: 'assert',
    summary: 'Ends the program with an error where a condition does not hold.',
    parameters: [
      required('condition', boolean, 'What has to be true.'),
      optional('message', bytes, 'The error instead of the standard one.', undefined, {
        ofOtherKind: 'taken',
      }),
    ],
    returns: boolean,
    fallible: true,
  },
  {
    name: 'assert_eq',
    summary: 'Ends the program with an error where two values are not the same.',
    parameters: [
      required('left', any, 'One value.'),
      required('right', any, 'The other.'),
      optional('message', bytes, 'The error instead of the standard one.', undefined, {
        ofOtherKind: 'taken',
      }),
    ],
    returns: boolean,
    fallible: true,
  },
]);
