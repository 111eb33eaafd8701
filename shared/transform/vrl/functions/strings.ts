import { arrayOf, bytesBit, type Kind, nothing } from '../check/kind.ts';
import { isOnly } from '../check/kind-sets.ts';
import { kindName } from '../runtime/kind-name.ts';
import { Regex } from '../runtime/regex.ts';
import type { FunctionDefinition } from './definition.ts';
import {
  any,
  anyArray,
  boolean,
  bytes,
  choice,
  describe,
  type Described,
  either,
  float,
  integer,
  kindOf,
  optional,
  regex,
  required,
  textOrRegex,
} from './describe.ts';

const value = required('value', bytes, 'The text.');
const anyCase = optional('case_sensitive', boolean, 'Whether capital letters matter.', true);
const cases = ['camelCase', 'PascalCase', 'SCREAMING_SNAKE', 'snake_case', 'kebab-case'];
const originalCase = choice('original_case', 'How the text is written now.', cases);

/** Whether an array is known to hold nothing but texts. */
function holdsTexts(kind: Kind | undefined): boolean {
  const elements = kind?.elements ?? null;
  if (elements === null) return false;
  const { known, unknown } = elements;
  return [...known.values(), ...(unknown === null ? [] : [unknown])].every((one) =>
    isOnly(one, bytesBit),
  );
}

function plain(name: string, summary: string): Described {
  return { name, summary, parameters: [value], returns: bytes, fallible: false };
}

function search(name: string, summary: string): Described {
  return {
    name,
    summary,
    parameters: [value, required('substring', bytes, 'What is looked for.'), anyCase],
    returns: boolean,
    fallible: false,
  };
}

function casing(name: string, summary: string): Described {
  return { name, summary, parameters: [value, originalCase], returns: bytes, fallible: false };
}

/** Functions on texts. A table: long, and read by looking a function up. */
export const stringFunctions: readonly FunctionDefinition[] = describe('String', [
  plain('downcase', 'The text in small letters.'),
  plain('upcase', 'The text in capital letters.'),
  plain('strip_whitespace', 'The text without white space at its ends.'),
  plain('strip_ansi_escape_codes', 'The text without the codes that colour a terminal.'),
  search('contains', 'Whether a text has another one in it.'),
  search('starts_with', 'Whether a text begins with another one.'),
  search('ends_with', 'Whether a text ends with another one.'),
  casing('camelcase', 'Writes words as `camelCase`.'),
  casing('kebabcase', 'Writes words as `kebab-case`.'),
  casing('pascalcase', 'Writes words as `PascalCase`.'),
  casing('screamingsnakecase', 'Writes words as `SCREAMING_SNAKE`.'),
  {
    name: 'snakecase',
    summary: 'Writes words as `snake_case`.',
    parameters: [
      value,
      originalCase,
      optional('excluded_boundaries', anyArray, 'Where no word ends.', undefined, {
        isConstant: true,
      }),
    ],
    returns: bytes,
    fallible: false,
  },
  {
    name: 'contains_all',
    summary: 'Whether a text has all of several others in it.',
    parameters: [value, required('substrings', anyArray, 'What is looked for.'), anyCase],
    returns: boolean,
    // as VRL has it: not where what is looked for is known to be texts
    fallible: ({ kinds }) => !holdsTexts(kinds.get('substrings')),
  },
  {
    name: 'split',
    summary: 'The pieces of a text between what a pattern matches.',
    parameters: [
      value,
      required('pattern', textOrRegex, 'What stands between the pieces.'),
      optional('limit', integer, 'How many pieces at most; the last one has the rest.', 999999999),
    ],
    returns: arrayOf(bytes),
    fallible: false,
  },
  {
    name: 'join',
    summary: 'Puts the texts of an array together.',
    parameters: [
      required('value', anyArray, 'The texts.'),
      optional('separator', bytes, 'What comes between them.'),
    ],
    returns: bytes,
    fallible: true,
  },
  {
    name: 'replace',
    summary: 'Replaces what a pattern matches; `$1` and `$name` stand for groups of a regex.',
    parameters: [
      value,
      required('pattern', textOrRegex, 'What is replaced.'),
      required('with', bytes, 'What comes in its place.'),
      optional('count', integer, 'How many at most; all where it is negative.', -1),
    ],
    returns: bytes,
    fallible: false,
  },
  {
    name: 'replace_with',
    summary: 'Replaces what a regular expression matches by what a closure makes of it.',
    parameters: [
      value,
      required('pattern', regex, 'What is replaced.', { ofOtherKind: 'failed to resolve regex' }),
      optional('count', integer, 'How many at most; all where it is negative.', -1),
    ],
    closure: {
      variables: () => [
        {
          bits: 256,
          fields: {
            known: new Map([
              ['string', bytes],
              ['captures', arrayOf(either(bytes, nothing))],
            ]),
            unknown: either(bytes, nothing),
          },
          elements: null,
        },
      ],
      returns: bytes,
    },
    returns: bytes,
    fallible: false,
  },
  {
    name: 'slice',
    summary: 'A part of a text (counted in bytes) or of an array.',
    parameters: [
      required('value', either(bytes, anyArray), 'What is cut.'),
      required('start', integer, 'The first one, from 0; negative ones count from the end.'),
      optional('end', integer, 'The one behind the last; the end where it is left out.'),
    ],
    returns: (call) => {
      const kind = kindOf(call, 'value');
      return kind.bits === bytes.bits
        ? bytes
        : kind.bits === 128
          ? anyArray
          : either(bytes, anyArray);
    },
    fallible: true,
  },
  {
    name: 'truncate',
    summary: 'The first characters of a text.',
    parameters: [
      value,
      required('limit', integer, 'How many characters.'),
      optional('suffix', bytes, 'What follows where something was cut off.', ''),
    ],
    returns: bytes,
    fallible: false,
  },
  {
    name: 'find',
    summary: 'Where a pattern first matches, in bytes; null where it does not.',
    parameters: [
      value,
      required('pattern', textOrRegex, 'What is looked for.'),
      optional('from', integer, 'Where to begin, in bytes.', 0),
    ],
    returns: either(integer, nothing),
    fallible: false,
  },
  {
    name: 'match',
    summary: 'Whether a regular expression matches somewhere in a text.',
    parameters: [value, required('pattern', regex, 'The regular expression.')],
    returns: boolean,
    fallible: false,
  },
  {
    name: 'match_any',
    summary: 'Whether one of several regular expressions matches.',
    parameters: [
      value,
      required('patterns', anyArray, 'The regular expressions.', { literal: 'array' }),
    ],
    returns: boolean,
    fallible: false,
    compileConstants: ({ constants }) => {
      const patterns = constants.get('patterns');
      const other = Array.isArray(patterns)
        ? patterns.find((one) => !(one instanceof Regex))
        : undefined;
      if (other === undefined) return new Map();
      return { code: 300, message: `expected regex, got ${kindName(other)}`, label: null };
    },
  },
  {
    name: 'parse_float',
    summary: 'The float that a text says.',
    parameters: [value],
    returns: float,
    fallible: true,
  },
  {
    name: 'basename',
    summary: 'The last part of a path of files.',
    parameters: [value],
    returns: either(bytes, nothing),
    fallible: true,
  },
  {
    name: 'dirname',
    summary: 'A path of files without its last part.',
    parameters: [value],
    returns: bytes,
    fallible: true,
  },
  {
    name: 'split_path',
    summary: 'The parts of a path of files.',
    parameters: [value],
    returns: anyArray,
    fallible: false,
  },
  {
    name: 'sieve',
    summary: 'Keeps what a regular expression matches, and replaces the rest.',
    parameters: [
      value,
      required('permitted_characters', regex, 'What stays.'),
      optional('replace_single', bytes, 'What comes for one byte that goes.', ''),
      optional('replace_repeated', bytes, 'What comes for several.', ''),
    ],
    returns: bytes,
    fallible: false,
  },
  {
    name: 'shannon_entropy',
    summary: 'How unevenly the characters of a text come: 0 where all are the same.',
    parameters: [
      value,
      choice('segmentation', 'What counts as one.', ['byte', 'codepoint', 'grapheme'], 'byte'),
    ],
    returns: float,
    fallible: false,
  },
  {
    name: 'redact',
    summary: 'Hides what filters match in texts, also within objects and arrays.',
    parameters: [
      required('value', either(bytes, anyArray, { ...any, bits: 256 }), 'Where to look.', {
        ofOtherKind: 'taken',
      }),
      required(
        'filters',
        anyArray,
        'Regular expressions, `us_social_security_number`, or objects with `type` and `patterns`.',
        { isConstant: true },
      ),
      optional(
        'redactor',
        either(bytes, { ...any, bits: 256 }),
        '`full`, `sha2`, `sha3`, or an object with `type` and what it takes.',
        undefined,
        { isConstant: true },
      ),
    ],
    returns: (call) => kindOf(call, 'value'),
    fallible: false,
    check: ({ constants }) => {
      const filters = constants.get('filters');
      const fault = Array.isArray(filters)
        ? filters.map(filterFault).find((one) => one !== null)
        : undefined;
      return fault === undefined || fault === null ? [] : [{ keyword: 'filters', message: fault }];
    },
  },
]);

/** Worded as VRL words it. */
function filterFault(filter: unknown): string | null {
  if (filter === 'us_social_security_number') return null;
  if (filter === 'pattern') return 'pattern cannot be used without arguments';
  if (typeof filter === 'string') return 'unknown filter name';
  if (typeof filter !== 'object' || filter === null) {
    return 'unknown literal for filter, must be a regex, filter name, or object';
  }
  if ('source' in filter) return null;
  if (!('type' in filter)) return 'filters specified as objects must have type parameter';
  if (filter.type === 'us_social_security_number') return null;
  if (filter.type !== 'pattern') return 'unknown filter name';
  return 'patterns' in filter ? null : 'pattern filter must have `patterns` specified';
}
