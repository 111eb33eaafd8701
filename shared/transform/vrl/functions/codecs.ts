import type { FunctionDefinition } from './definition.ts';
import {
  any,
  anyArray,
  anyObject,
  boolean,
  bytes,
  choice,
  describe,
  type Described,
  integer,
  optional,
  required,
} from './describe.ts';

const value = required('value', bytes, 'The text or bytes.');
const charset = optional('charset', bytes, '`standard` or `url_safe`.', 'standard');
const ordering = optional('fields_ordering', anyArray, 'The fields that come first.', []);

function codec(name: string, summary: string, fallible: boolean): Described {
  return { name, summary, parameters: [value], returns: bytes, fallible };
}

function compressor(name: string, summary: string): Described {
  return {
    name,
    summary,
    parameters: [value, optional('compression_level', integer, 'How hard it tries: 0 to 10.', 6)],
    returns: bytes,
    fallible: ({ kinds, constants }) => {
      const level = constants.get('compression_level');
      return kinds.has('compression_level') && !(typeof level === 'number' && level <= 10);
    },
  };
}

/** Functions that write and read encodings. */
export const codecFunctions: readonly FunctionDefinition[] = describe('Codec', [
  {
    name: 'encode_json',
    summary: 'The JSON of a value, with sorted fields.',
    parameters: [
      required('value', any, 'The value.'),
      optional('pretty', boolean, 'Whether it has lines of its own for each member.', false),
    ],
    returns: bytes,
    fallible: false,
  },
  {
    name: 'encode_base64',
    summary: 'Base64 of bytes.',
    parameters: [value, optional('padding', boolean, 'Whether `=` fills the end.', true), charset],
    returns: bytes,
    fallible: false,
    failsAnyway: true,
  },
  {
    name: 'decode_base64',
    summary: 'The bytes of Base64, padded or not.',
    parameters: [value, charset],
    returns: bytes,
    fallible: true,
  },
  codec('encode_base16', 'Hexadecimal digits of bytes.', false),
  codec('decode_base16', 'The bytes of hexadecimal digits.', true),
  {
    name: 'encode_percent',
    summary: 'A text with `%20` for a blank, and so on.',
    parameters: [
      value,
      choice(
        'ascii_set',
        'Which characters are encoded.',
        [
          'NON_ALPHANUMERIC',
          'CONTROLS',
          'FRAGMENT',
          'QUERY',
          'SPECIAL',
          'PATH',
          'USERINFO',
          'COMPONENT',
          'WWW_FORM_URLENCODED',
        ],
        'NON_ALPHANUMERIC',
      ),
    ],
    returns: bytes,
    fallible: false,
  },
  codec('decode_percent', 'A text with a blank for `%20`, and so on.', false),
  compressor(
    'encode_gzip',
    'Compresses by gzip. The bytes may differ from those of other implementations.',
  ),
  compressor(
    'encode_zlib',
    'Compresses by zlib. The bytes may differ from those of other implementations.',
  ),
  {
    name: 'encode_zstd',
    summary: 'Compresses by zstd. The bytes may differ from those of other implementations.',
    parameters: [value, optional('compression_level', integer, 'How hard it tries.', 3)],
    returns: bytes,
    fallible: false,
  },
  {
    name: 'encode_lz4',
    summary: 'Compresses to one block of LZ4.',
    parameters: [
      value,
      optional('prepend_size', boolean, 'Whether the length stands before it.', true),
    ],
    returns: bytes,
    fallible: true,
  },
  {
    name: 'decode_lz4',
    summary: 'What LZ4 compressed, as a frame or as one block.',
    parameters: [
      value,
      optional('buf_size', integer, 'The most that a block may become, in bytes.', 1_000_000),
      optional('prepended_size', boolean, 'Whether the length of a block stands before it.', false),
    ],
    returns: bytes,
    fallible: true,
  },
  codec('encode_snappy', 'Compresses by Snappy, without frames.', true),
  codec('decode_snappy', 'What Snappy compressed, without frames.', true),
  codec('decode_gzip', 'What gzip compressed.', true),
  codec('decode_zlib', 'What zlib compressed.', true),
  codec('decode_zstd', 'What zstd compressed.', true),
  {
    name: 'encode_key_value',
    summary: 'Fields as `key=value`; objects inside are flattened.',
    parameters: [
      required('value', anyObject, 'The object.'),
      ordering,
      optional('key_value_delimiter', bytes, 'What stands behind a key.', '='),
      optional('field_delimiter', bytes, 'What stands between fields.', ' '),
      optional(
        'flatten_boolean',
        boolean,
        'Whether true is the key alone, and false nothing.',
        false,
      ),
    ],
    returns: bytes,
    fallible: ({ kinds }) => kinds.has('fields_ordering'),
  },
  {
    name: 'encode_logfmt',
    summary: 'An object in logfmt.',
    parameters: [required('value', anyObject, 'The object.'), ordering],
    returns: bytes,
    fallible: ({ kinds }) => kinds.has('fields_ordering'),
  },
  {
    name: 'encode_csv',
    summary: 'Texts as one line of CSV.',
    parameters: [
      required('value', anyArray, 'The texts.'),
      optional('delimiter', bytes, 'One character.', ','),
    ],
    returns: bytes,
    fallible: true,
  },
]);

function hash(name: string, summary: string, parameters: Described['parameters'] = []): Described {
  return { name, summary, parameters: [value, ...parameters], returns: bytes, fallible: false };
}

/** Digests of bytes. */
export const cryptoFunctions: readonly FunctionDefinition[] = describe('Crypto', [
  hash('md5', 'MD5 in hexadecimal digits.'),
  hash('sha1', 'SHA-1 in hexadecimal digits.'),
  hash('sha2', 'SHA-2 in hexadecimal digits.', [
    choice(
      'variant',
      'Which of them.',
      ['SHA-224', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA-512/224', 'SHA-512/256'],
      'SHA-512/256',
    ),
  ]),
  hash('sha3', 'SHA-3 in hexadecimal digits.', [
    choice(
      'variant',
      'Which of them.',
      ['SHA3-224', 'SHA3-256', 'SHA3-384', 'SHA3-512'],
      'SHA3-512',
    ),
  ]),
  {
    name: 'hmac',
    summary: 'The bytes of an HMAC.',
    parameters: [
      value,
      required('key', bytes, 'The key.'),
      optional('algorithm', bytes, 'SHA1, SHA-224, SHA-256, SHA-384 or SHA-512.', 'SHA-256'),
    ],
    returns: bytes,
    fallible: ({ kinds, constants }) => {
      const algorithm = constants.get('algorithm');
      if (!kinds.has('algorithm') || algorithm === undefined) return kinds.has('algorithm');
      return (
        typeof algorithm !== 'string' || !/^(?:sha1|sha-(?:224|256|384|512))$/i.test(algorithm)
      );
    },
  },
  {
    name: 'seahash',
    summary: 'SeaHash, a fast hash of 64 bits.',
    parameters: [value],
    returns: integer,
    fallible: false,
  },
]);
