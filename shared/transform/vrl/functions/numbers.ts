import { objectOf } from '../check/kind.ts';
import type { FunctionDefinition } from './definition.ts';
import {
  boolean,
  bytes,
  choice,
  describe,
  type Described,
  float,
  integer,
  kindOf,
  number,
  optional,
  required,
  timestamp,
} from './describe.ts';

const value = required('value', number, 'The number.');
const precision = optional('precision', integer, 'Digits behind the point.', 0);

function rounding(name: string, summary: string): Described {
  return {
    name,
    summary,
    parameters: [value, precision],
    returns: sameNumber,
    fallible: false,
  };
}

const sameNumber: Described['returns'] = (call) => {
  const { bits } = kindOf(call, 'value');
  return bits === float.bits ? float : bits === integer.bits ? integer : number;
};

/** Functions on numbers. */
export const numberFunctions: readonly FunctionDefinition[] = describe('Number', [
  {
    name: 'abs',
    summary: 'A number without its sign.',
    parameters: [value],
    returns: sameNumber,
    fallible: false,
  },
  rounding('ceil', 'Rounds a float up.'),
  rounding('floor', 'Rounds a float down.'),
  rounding('round', 'Rounds a float to the nearest; halves go away from zero.'),
  {
    name: 'format_int',
    summary: 'The text of an integer in a base.',
    parameters: [
      required('value', integer, 'The integer.'),
      optional('base', integer, '2 to 36.', 10),
    ],
    returns: bytes,
    fallible: true,
  },
  {
    name: 'format_number',
    summary: 'The text of a number, with groups of thousands if wanted.',
    parameters: [
      value,
      optional('scale', integer, 'Digits behind the point.'),
      optional('decimal_separator', bytes, 'The point.', '.'),
      optional('grouping_separator', bytes, 'What stands between thousands.'),
    ],
    returns: bytes,
    fallible: false,
  },
  {
    name: 'mod',
    summary: 'What is left of a division; its sign is that of the number divided.',
    parameters: [
      { ...value, ofOtherKind: 'taken' },
      required('modulus', number, 'What it is divided by.', { ofOtherKind: 'taken' }),
    ],
    returns: ({ constants }) => {
      const modulus = constants.get('modulus');
      if (typeof modulus === 'number' || typeof modulus === 'bigint') {
        return Number.isInteger(Number(modulus)) ? integer : float;
      }
      return modulus === undefined ? number : float;
    },
    fallible: ({ constants }) => {
      const modulus = constants.get('modulus');
      return modulus === undefined || modulus === 0 || isZeroFloat(modulus);
    },
  },
]);

function isZeroFloat(modulus: unknown): boolean {
  if (typeof modulus !== 'object' || modulus === null || !('value' in modulus)) return false;
  return modulus.value === 0 || !Number.isFinite(modulus.value);
}

/** A function on places of the Earth. */
export const mapFunctions: readonly FunctionDefinition[] = describe('Map', [
  {
    name: 'haversine',
    summary: 'How far apart two places are, and in which direction the second one lies.',
    parameters: [
      required('latitude1', float, 'Degrees north of the first place.'),
      required('longitude1', float, 'Degrees east of the first place.'),
      required('latitude2', float, 'Degrees north of the second place.'),
      required('longitude2', float, 'Degrees east of the second place.'),
      choice('measurement_unit', 'What the distance is in.', ['kilometers', 'miles'], 'kilometers'),
    ],
    returns: objectOf({ distance: float, bearing: float }),
    fallible: false,
  },
]);

/** Functions of chance, which an epoch seeds, so that it repeats. */
export const randomFunctions: readonly FunctionDefinition[] = describe('Random', [
  {
    name: 'random_bool',
    summary: 'True or false.',
    parameters: [],
    returns: boolean,
    fallible: false,
    support: 'epoch',
  },
  {
    name: 'random_bytes',
    summary: 'So many bytes of chance.',
    parameters: [required('length', integer, 'How many, 65,536 at most.')],
    returns: bytes,
    fallible: ({ constants }) => !constants.has('length'),
    support: 'epoch',
    check: ({ constants }) => {
      const length = Number(constants.get('length') ?? 0);
      if (length < 0) return [{ keyword: 'length', message: 'Length cannot be negative' }];
      return length > 65_536
        ? [{ keyword: 'length', message: 'Length is too large. Maximum is 64k' }]
        : [];
    },
  },
  {
    name: 'random_float',
    summary: 'A float from `min` to below `max`.',
    parameters: [
      required('min', float, 'The smallest one.'),
      required('max', float, 'What it stays below.'),
    ],
    returns: float,
    fallible: ({ constants }) => !(constants.has('min') && constants.has('max')),
    support: 'epoch',
  },
  {
    name: 'random_int',
    summary: 'An integer from `min` to below `max`.',
    parameters: [
      required('min', integer, 'The smallest one.'),
      required('max', integer, 'What it stays below.'),
    ],
    returns: integer,
    fallible: ({ constants }) => !(constants.has('min') && constants.has('max')),
    support: 'epoch',
    check: ({ constants }) => {
      const min = constants.get('min');
      const max = constants.get('max');
      const isBad = typeof min === 'number' && typeof max === 'number' && max <= min;
      return isBad ? [{ keyword: 'max', message: 'max must be greater than min' }] : [];
    },
  },
  {
    name: 'uuid_v4',
    summary: 'A UUID of chance.',
    parameters: [],
    returns: bytes,
    fallible: false,
    support: 'epoch',
  },
  {
    name: 'uuid_v7',
    summary: 'A UUID that sorts by time.',
    parameters: [optional('timestamp', timestamp, 'The time; now where it is left out.')],
    returns: bytes,
    fallible: false,
    support: 'epoch',
  },
  {
    name: 'uuid_from_friendly_id',
    summary: 'The UUID that a Friendly ID (base 62) stands for.',
    parameters: [required('value', bytes, 'The Friendly ID.')],
    returns: bytes,
    fallible: true,
  },
]);
