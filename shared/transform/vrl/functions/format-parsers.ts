import { anyArray, anyObject, arrayOf, nothing, objectOf } from '../check/kind.ts';
import {
  boolean,
  bytes,
  choice,
  describe,
  type Described,
  either,
  float,
  integer,
  optional,
  required,
  timestamp,
} from './describe.ts';
import { preparedGrok } from './grok/expand.ts';
import { preparedGroks } from './grok/prepared-groks.ts';
import type { ReadFile } from './read-file.ts';
import type { FunctionDefinition } from './definition.ts';
import { preparedSuffixList } from './suffix-list.ts';

const value = required('value', bytes, 'The text.');
const json = either(bytes, integer, float, boolean, nothing, anyArray, anyObject);

function parser(
  name: string,
  summary: string,
  returns: Described['returns'],
  more: Partial<Described> = {},
): Described {
  return { name, summary, parameters: [value], returns, fallible: true, ...more };
}

/** Parsers of whole formats. */
export const formatParsers: readonly Described[] = [
  parser('parse_bytes', 'A size such as `1.5 GiB`, in a unit.', float, {
    parameters: [
      value,
      required(
        'unit',
        bytes,
        '`B`, or with a prefix: `KiB` and `KB` of base 2, `kB` of base 10, …',
      ),
      choice('base', 'What `K`, `M`, … stand for: powers of 1024 or of 1000.', ['2', '10'], '2'),
    ],
  }),
  parser('parse_cbor', 'The value that CBOR says.', json, {
    parameters: [required('value', bytes, 'The bytes.')],
  }),
  parser('parse_grok', 'The fields that a grok pattern names.', anyObject, {
    parameters: [
      value,
      required('pattern', bytes, 'The pattern, such as `%{IP:client} %{NUMBER:size}`.', {
        isConstant: true,
      }),
    ],
    compileConstants: preparedGrok,
  }),
  parser(
    'parse_influxdb',
    'Lines of InfluxDB’s protocol as gauges, one for each field, in the form of Vector’s metrics.',
    arrayOf(
      objectOf({
        name: bytes,
        tags: either(objectOf({}, bytes), nothing),
        timestamp: either(timestamp, nothing),
        kind: bytes,
        gauge: objectOf({ value: float }),
      }),
    ),
  ),
  parser(
    'parse_xml',
    'The value that a document of XML says.',
    either(bytes, objectOf({}, anyObject)),
    {
      parameters: [
        required('value', bytes, 'The document. It may have no DTD.'),
        optional('trim', boolean, 'Whether blanks between elements mean nothing.', true),
        optional('include_attr', boolean, 'Whether attributes are taken.', true),
        optional('attr_prefix', bytes, 'What stands before the names of attributes.', '@'),
        optional('text_key', bytes, 'The name that texts get beside other things.', 'text'),
        optional('always_use_text_key', boolean, 'Whether a text alone gets it, too.', false),
        optional('parse_bool', boolean, 'Whether `true` and `false` are booleans.', true),
        optional('parse_null', boolean, 'Whether `null` and an empty text are null.', true),
        optional('parse_number', boolean, 'Whether numbers are numbers.', true),
      ],
    },
  ),
  parser(
    'parse_ruby_hash',
    'A hash as Ruby prints it. Escapes in texts stay as they are; numbers are floats.',
    objectOf({}, either(nothing, bytes, float, boolean, anyArray, anyObject)),
  ),
  parser('parse_yaml', 'The value that a document of YAML says.', json),
];

/** Those that may name files, which are read when the program is compiled. */
export function fileParsers(readFile: ReadFile): readonly FunctionDefinition[] {
  return describe('Parse', [
    parser(
      'parse_etld',
      'The suffix of a domain’s name under which names are registered.',
      objectOf({ etld: bytes, etld_plus: bytes, known_suffix: boolean }),
      {
        parameters: [
          required('value', bytes, 'The name.'),
          optional('plus_parts', integer, 'How many labels before it `etld_plus` has.', 0),
          optional(
            'psl',
            bytes,
            'A file with other rules, read when the program is compiled.',
            undefined,
            {
              isStatic: true,
            },
          ),
        ],
        compileConstants: (call) => preparedSuffixList(call, readFile),
      },
    ),
    parser(
      'parse_groks',
      'The fields that the first of several rules that matches names.',
      anyObject,
      {
        parameters: [
          value,
          required('patterns', anyArray, 'The rules, in the order in which they are tried.', {
            literal: 'array',
          }),
          optional('aliases', anyObject, 'Rules that others refer to by name.', undefined, {
            literal: 'object',
          }),
          optional(
            'alias_sources',
            anyArray,
            'JSON files with more of them, read when the program is compiled.',
            undefined,
            { literal: 'array' },
          ),
        ],
        compileConstants: (call) => preparedGroks(call, readFile),
        support: 'epoch',
      },
    ),
  ]);
}
