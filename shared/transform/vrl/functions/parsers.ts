import { arrayOf, nothing, objectOf } from '../check/kind.ts';
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
  json,
  optional,
  regex,
  required,
  timestamp,
} from './describe.ts';
import { formatParsers } from './format-parsers.ts';
import { logParsers } from './log-parsers.ts';
import { regexKind } from './regex-kind.ts';

const value = required('value', bytes, 'The text.');
const pattern = required('pattern', regex, 'The regular expression.', {
  ofOtherKind: 'failed to resolve regex',
});
const numericGroups = optional(
  'numeric_groups',
  boolean,
  'Whether groups come by number too.',
  false,
);
const keyValueKind = objectOf({}, either(boolean, bytes, arrayOf(bytes)));

function parser(
  name: string,
  summary: string,
  returns: Described['returns'],
  more: Partial<Described> = {},
): Described {
  return { name, summary, parameters: [value], returns, fallible: true, ...more };
}

/** Functions that take texts apart. */
export const parseFunctions: readonly FunctionDefinition[] = describe('Parse', [
  parser('parse_json', 'The value that JSON says, with integers of 64 bits as they are.', json, {
    parameters: [
      value,
      optional('max_depth', integer, 'Levels that are read; deeper ones stay JSON. 1 to 128.'),
      optional('lossy', boolean, 'Whether what is no UTF-8 is replaced.', true),
    ],
  }),
  parser('parse_int', 'The integer that a text says.', integer, {
    parameters: [
      value,
      optional('base', integer, '2 to 36; else by its prefix: `0b`, `0o`, `0`, `0x`.'),
    ],
  }),
  parser('parse_regex', 'The groups of the first match.', regexKind, {
    parameters: [value, pattern, numericGroups],
  }),
  parser(
    'parse_regex_all',
    'The groups of all matches.',
    (call) => arrayOf(either(regexKind(call), nothing)),
    {
      // VRL says that it takes anything, and refuses what is no text when it runs
      parameters: [required('value', any, 'The text.'), pattern, numericGroups],
    },
  ),
  parser('parse_key_value', 'Fields that are written `key=value`.', keyValueKind, {
    parameters: [
      value,
      optional('key_value_delimiter', bytes, 'What stands behind a key.', '='),
      optional('field_delimiter', bytes, 'What stands between fields.', ' '),
      choice(
        'whitespace',
        'Whether blanks around the delimiters belong to keys and values.',
        ['strict', 'lenient'],
        'lenient',
      ),
      optional('accept_standalone_key', boolean, 'Whether a key without a value is true.', true),
    ],
  }),
  parser('parse_logfmt', 'Fields of logfmt.', keyValueKind),
  parser('parse_csv', 'The fields of the first line of CSV.', arrayOf(bytes), {
    parameters: [value, optional('delimiter', bytes, 'One character.', ',')],
  }),
  parser('parse_tokens', 'The tokens of a line, in quotes, brackets or plain.', arrayOf(bytes), {
    fallible: false,
  }),
  parser(
    'parse_query_string',
    'The fields of a query string.',
    objectOf({}, either(bytes, anyArray)),
    {
      fallible: false,
    },
  ),
  parser(
    'parse_url',
    'The parts of a URL.',
    objectOf({
      scheme: bytes,
      username: bytes,
      password: bytes,
      path: either(bytes, nothing),
      host: bytes,
      port: either(integer, nothing),
      fragment: either(bytes, nothing),
      query: objectOf({}, bytes),
    }),
    {
      parameters: [
        value,
        optional('default_known_ports', boolean, 'Whether the port of the scheme is given.', false),
      ],
    },
  ),
  parser('parse_duration', 'A duration such as `1h 30m`, in a unit.', float, {
    parameters: [
      value,
      required('unit', bytes, '`ns`, `us`, `ms`, `cs`, `ds`, `s`, `m`, `h` or `d`.'),
    ],
  }),
  ...['parse_syslog', 'parse_linux_authorization'].map((name) =>
    parser(
      name,
      'The parts of a message of syslog. Where it says no year, it is that of the epoch.',
      objectOf({
        message: bytes,
        hostname: either(bytes, nothing),
        severity: either(bytes, nothing),
        facility: either(bytes, nothing),
        appname: either(bytes, nothing),
        msgid: either(bytes, nothing),
        timestamp: either(timestamp, nothing),
        procid: either(bytes, integer, nothing),
        version: either(integer, nothing),
      }),
      // VRL knows nothing of what is structured in a message, and gives it all the same
      { support: 'epoch', misstatesKind: true },
    ),
  ),
  ...logParsers,
  ...formatParsers,
]);
