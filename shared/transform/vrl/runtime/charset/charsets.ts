import { createSinglebyteEncoder } from '@exodus/bytes/single-byte.js';

/** Character sets of the Encoding standard, by any of their labels; null where a label is none. */
export interface Charsets {
  /** What is damaged becomes U+FFFD; a byte order mark of UTF-8 or UTF-16 counts more than the label. */
  readonly decode: (bytes: Uint8Array, label: string) => string | null;
  /** What a charset has not becomes a reference as in HTML: `&#9731;`. */
  readonly encode: (text: string, label: string) => Uint8Array | null;
}

/** @throws where it cannot say a character of the text */
type Encode = (text: string) => Uint8Array;

/** Finds the name of a charset by a label. */
type FindName = (label: string) => string | null;

export function createCharsets(
  nameOf: FindName,
  decode: (bytes: Uint8Array, name: string) => string,
  createMultiByteEncoder: (name: string) => Encode,
): Charsets {
  const encoders = new Map<string, Encode>();
  const multiByte = new Set([
    'gbk',
    'gb18030',
    'big5',
    'euc-jp',
    'iso-2022-jp',
    'shift_jis',
    'euc-kr',
  ]);
  const encoderOf = (name: string): Encode => {
    const known = encoders.get(name);
    if (known !== undefined) return known;
    const encoder = withReferences(
      multiByte.has(name) ? createMultiByteEncoder(name) : createSinglebyteEncoder(name),
    );
    encoders.set(name, encoder);
    return encoder;
  };
  return {
    decode: (bytes, label) => {
      const name = nameOf(label);
      return name === null ? null : decode(bytes, name);
    },
    encode: (text, label) => {
      const name = nameOf(label);
      if (name === null) return null;
      // nothing is written in the others, says the standard
      const isUnicode = name === 'replacement' || name.startsWith('utf-');
      return isUnicode ? Buffer.from(text) : encoderOf(name)(text);
    },
  };
}

/** Shift out, shift in, escape. */
const switches = new Set(['\u000e', '\u000f', '\u001b']);

function withReferences(encode: Encode): Encode {
  const known = new Map<string, string>();
  const said = (character: string): string => {
    const before = known.get(character);
    if (before !== undefined) return before;
    let text = character;
    try {
      encode(character);
    } catch {
      // what would switch between the parts of a charset is never told, says the standard
      const code = switches.has(character) ? 0xfffd : character.codePointAt(0);
      text = `&#${code};`;
    }
    known.set(character, text);
    return text;
  };
  return (text) => {
    try {
      return encode(text);
    } catch {
      return encode(Array.from(text, said).join(''));
    }
  };
}
