import { unicodeClass, word } from '../regex/class-names.ts';
import { GrokSyntaxError } from './syntax.ts';

/** POSIX names of classes, which are Unicode's here, as bodies of classes of JavaScript's `v` mode. */
const named: ReadonlyMap<string, string> = new Map([
  ['alnum', '\\p{Alphabetic}\\p{Nd}'],
  ['alpha', '\\p{Alphabetic}'],
  ['ascii', '\\x00-\\x7F'],
  ['blank', '\\t\\p{Zs}'],
  ['cntrl', '\\p{Cc}'],
  ['digit', '\\p{Nd}'],
  ['graph', '[\\p{Any}--[\\p{White_Space}\\p{Cc}\\p{Cn}\\p{Cs}]]'],
  ['lower', '\\p{Lowercase}'],
  ['print', '[[\\p{Any}--[\\p{White_Space}\\p{Cc}\\p{Cn}\\p{Cs}]]\\p{Zs}]'],
  ['punct', '\\p{P}\\x24\\x2B\\x3C\\x3D\\x3E\\x5E\\x60\\x7C\\x7E'],
  ['space', '\\p{White_Space}'],
  ['upper', '\\p{Uppercase}'],
  ['word', word],
  ['xdigit', '0-9A-Fa-f'],
]);

export function posixClass(name: string): string | undefined {
  return named.get(name);
}

/** Of `\p{…}`, also `\p{^…}` and `\P{…}`. @throws {GrokSyntaxError} */
export function propertyClass(text: string, isNegated: boolean): string {
  const isInverse = text.startsWith('^') !== isNegated;
  const name = text.replace(/^\^/, '');
  const posix = named.get(name.toLowerCase());
  if (posix !== undefined) return isInverse ? `[^${posix}]` : posix;
  const body = unicodeClass(name, isInverse);
  if (body === null) throw new GrokSyntaxError(-223, `invalid character property name {${text}}`);
  return body;
}

/** Of `\d`, `\s`, `\w`, `\h` and, in capitals, of what is none of these. */
export function letterClass(letter: string): string {
  const lower = letter.toLowerCase();
  const names: Readonly<Record<string, string>> = {
    d: 'digit',
    s: 'space',
    w: 'word',
    h: 'xdigit',
  };
  const body = named.get(names[lower] ?? 'word') ?? word;
  return letter === lower ? body : `[^${body}]`;
}
