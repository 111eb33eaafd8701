import { normalizeEncoding } from '@exodus/bytes/encoding-lite.js';
import type { Call, FunctionDefinition, Preparation } from './definition.ts';
import { boolean, bytes, describe, optional, required } from './describe.ts';

const multiByte: readonly (string | null)[] = [
  'gbk',
  'gb18030',
  'big5',
  'euc-jp',
  'iso-2022-jp',
  'shift_jis',
  'euc-kr',
];

/** A program that names a charset of single bytes needs no tables of the others. */
function charsets(keyword: string): (call: Call) => Preparation {
  return ({ constants }) => {
    const label = constants.get(keyword);
    const isSmall = typeof label === 'string' && !multiByte.includes(normalizeEncoding(label));
    return isSmall
      ? { name: 'singleByteCharsets', module: 'charset/single-byte', data: undefined }
      : { name: 'allCharsets', module: 'charset/all', data: undefined };
  };
}

const validate = optional(
  'validate',
  boolean,
  'Whether it has to be a domain name, as UTS 46 has them.',
  true,
);

/** Functions that write and read texts in other forms. */
export const textCodecs: readonly FunctionDefinition[] = describe('Codec', [
  {
    name: 'encode_charset',
    summary:
      'A text in another charset of the Encoding standard; what that has not becomes a reference as in HTML.',
    parameters: [
      required('value', bytes, 'The text.'),
      required('to_charset', bytes, 'A label of the charset.'),
    ],
    returns: bytes,
    fallible: true,
    prepare: charsets('to_charset'),
  },
  {
    name: 'decode_charset',
    summary: 'The text of bytes in a charset of the Encoding standard.',
    parameters: [
      required('value', bytes, 'The bytes.'),
      required('from_charset', bytes, 'A label of the charset.'),
    ],
    returns: bytes,
    fallible: true,
    prepare: charsets('from_charset'),
  },
  {
    name: 'encode_punycode',
    summary: 'A domain name in ASCII, its labels in Punycode where they need it.',
    parameters: [required('value', bytes, 'The domain name or a part of it.'), validate],
    returns: bytes,
    fallible: true,
  },
  {
    name: 'decode_punycode',
    summary: 'A domain name without Punycode.',
    parameters: [required('value', bytes, 'The domain name or a part of it.'), validate],
    returns: bytes,
    fallible: true,
  },
  {
    name: 'decode_mime_q',
    summary: 'A text with the encoded words of mail headers (RFC 2047) read, wherever they stand.',
    parameters: [required('value', bytes, 'The text.')],
    returns: bytes,
    fallible: true,
  },
]);
