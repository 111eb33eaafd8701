import { perlClass, unicodeClass } from './class-names.ts';
import type { PatternReader } from './pattern-reader.ts';
import { type LookKind, type RegexNode, RegexSyntaxError } from './syntax.ts';

const controls: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['f', '\f'],
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
  ['v', '\v'],
]);
const looks: ReadonlyMap<string, LookKind> = new Map([
  ['A', 'textStart'],
  ['z', 'textEnd'],
  ['b', 'word'],
  ['B', 'notWord'],
  ['<', 'wordStart'],
  ['>', 'wordEnd'],
]);
const boundaries: ReadonlyMap<string, LookKind> = new Map([
  ['{start}', 'wordStart'],
  ['{end}', 'wordEnd'],
  ['{start-half}', 'wordStartHalf'],
  ['{end-half}', 'wordEndHalf'],
]);

/** Reads what a backslash begins outside of a class. */
export function readEscape(reader: PatternReader): RegexNode {
  const set = readClassEscape(reader);
  if (set !== null) return reader.classNode(set);
  const start = reader.position;
  reader.next();
  const name = reader.next();
  const kind = looks.get(name);
  if (kind === undefined) {
    throw new RegexSyntaxError(
      /^\d$/.test(name)
        ? 'backreferences are not supported'
        : name === ''
          ? 'incomplete escape sequence, reached end of pattern prematurely'
          : 'unrecognized escape sequence',
      start,
    );
  }
  if (name === 'b') {
    const braces = reader.takeMatch(/^\{(?:start|end)(?:-half)?\}/)?.[0];
    if (braces !== undefined) return { type: 'look', kind: boundaries.get(braces) ?? 'word' };
  }
  if (!reader.flags.unicode && (name === 'b' || name === 'B')) {
    return { type: 'look', kind: name === 'b' ? 'asciiWord' : 'notAsciiWord' };
  }
  return { type: 'look', kind };
}

/** The class of an escape that stands for characters; null (nothing is taken) for another one. */
export function readClassEscape(reader: PatternReader): string | null {
  const start = reader.position;
  reader.next();
  const perl = reader.takeMatch(/^[dswDSW]/)?.[0];
  if (perl !== undefined) {
    const body = perlClass(perl.toLowerCase(), reader.flags.unicode);
    return perl === perl.toLowerCase() ? body : `[^${body}]`;
  }
  const unicode = reader.takeMatch(/^([pP])(?:\{(\^?)([^}]*)\}|(.))/u);
  if (unicode !== null) {
    const isNegated = (unicode[1] === 'P') !== (unicode[2] === '^');
    const body = unicodeClass(unicode[3] ?? unicode[4] ?? '', isNegated);
    if (body === null) throw new RegexSyntaxError('Unicode property not found', start);
    return body;
  }
  const character = readCharacterEscape(reader);
  if (character !== null) return reader.literal(character);
  reader.position = start;
  return null;
}

/** @param reader behind the backslash */
function readCharacterEscape(reader: PatternReader): string | null {
  const control = reader.takeMatch(/^[aftnrv]/)?.[0];
  if (control !== undefined) return controls.get(control) ?? null;
  const hex = reader.takeMatch(
    /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[xuU]\{([0-9a-fA-F]+)\})/,
  );
  if (hex !== null) {
    const code = Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? hex[4] ?? '', 16);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      throw new RegexSyntaxError(
        'hexadecimal literal is not a Unicode scalar value',
        reader.position,
      );
    }
    return String.fromCodePoint(code);
  }
  return (
    reader.takeMatch(/^[!-/:;=?@[-`{-~]/)?.[0] ??
    (reader.flags.verbose && reader.take(' ') ? ' ' : null)
  );
}
