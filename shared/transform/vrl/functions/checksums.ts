import { crcAlgorithms } from '../runtime/checksum/crc-algorithms.ts';
import type { Call, FunctionDefinition } from './definition.ts';
import { bytes, describe, optional, required } from './describe.ts';

const value = required('value', bytes, 'The text or bytes.');
const variants = ['XXH32', 'XXH64', 'XXH3-64', 'XXH3-128'];
const standardCrc = 'CRC_32_ISO_HDLC';

/** What a word is that is written in the program or left out, in capital letters; null: it is not known. */
function wordOf({ kinds, constants }: Call, keyword: string, standard: string): string | null {
  if (!kinds.has(keyword)) return standard;
  const constant = constants.get(keyword);
  return typeof constant === 'string' ? constant.toUpperCase() : null;
}

/** Short sums of bytes. */
export const checksumFunctions: readonly FunctionDefinition[] = describe('Checksum', [
  {
    name: 'crc',
    summary:
      'A cyclic redundancy check, in decimal digits. A program whose algorithm is a constant brings that one alone.',
    parameters: [
      value,
      optional(
        'algorithm',
        bytes,
        `Which of them, in capital letters or small ones: ${[...crcAlgorithms.keys()].map((name) => `\`${name}\``).join(', ')}.`,
        standardCrc,
      ),
    ],
    returns: bytes,
    fallible: (call) => !crcAlgorithms.has(wordOf(call, 'algorithm', standardCrc) ?? ''),
    prepare: (call) => {
      const data = crcAlgorithms.get(wordOf(call, 'algorithm', standardCrc) ?? '');
      return data === undefined
        ? { name: 'namedCrc', module: 'checksum/named-crc', data }
        : { name: 'knownCrc', module: 'checksum/known-crc', data };
    },
  },
  {
    name: 'xxhash',
    summary:
      'xxHash: an integer, above 63 bits a negative one; of `XXH3-128` decimal digits. VRL takes it for a string when it compiles, whatever it is.',
    parameters: [
      value,
      optional(
        'variant',
        bytes,
        '`XXH32`, `XXH64`, `XXH3-64` or `XXH3-128`, in capital letters or small ones.',
        'XXH32',
      ),
    ],
    returns: bytes,
    misstatesKind: true,
    fallible: (call) => !variants.includes(wordOf(call, 'variant', 'XXH32') ?? ''),
  },
]);
