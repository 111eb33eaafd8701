import { Failure } from '../failure.ts';
import { parserTrace } from '../parser-trace.ts';
import { trimWhite } from '../white-space.ts';

const headers = [
  'cefVersion',
  'deviceVendor',
  'deviceProduct',
  'deviceVersion',
  'deviceEventClassId',
  'name',
  'severity',
];
/** What VRL's parser tries where the head stops. */
const inHead = ['Tag', 'Alt'];
const fault = 'Could not parse whole line successfully';
/** Blanks or a bar, a name, and an equals sign. */
const keyStart = /^[ |]+([^ =\\]+)=/;

/** The fields of a message in the Common Event Format: those of its extension, then those of its head. */
export function readCef(text: string, strict: boolean): readonly [string, string][] | Failure {
  const start = text.indexOf('CEF:');
  if (start < 0) return parserTrace(text, 0, ['TakeUntil']);
  let rest = text.slice(start + 4);
  const head: [string, string][] = [];
  for (const name of headers) {
    const match = /^\|?(?:(?=\|)|((?:[^\\|]|\\[\\|])+))/.exec(rest);
    if (match === null) return parserTrace(text, text.length - rest.length, inHead);
    head.push([name, trimWhite((match[1] ?? '').replaceAll(/\\([\\|])/g, '$1'))]);
    rest = rest.slice(match[0].length);
  }
  const extension: [string, string][] = [];
  for (;;) {
    const key = keyStart.exec(rest);
    if (key === null) break;
    const value = valueOf(rest.slice(key[0].length), strict);
    if (value === null) break;
    extension.push([key[1] ?? '', value.text]);
    rest = value.rest;
  }
  if (extension.length === 0) {
    if (!rest.startsWith('|')) return parserTrace(text, text.length - rest.length, inHead);
    rest = rest.slice(1);
  }
  const last = extension.at(-1);
  if (last !== undefined) last[1] = last[1].replace(/ +$/, '');
  if (strict && trimWhite(rest) !== '') return new Failure(fault);
  return [...extension, ...head].map(([key, value]) => [key, unquoted(value)]);
}

function valueOf(text: string, strict: boolean): { text: string; rest: string } | null {
  if (keyStart.test(text)) return { text: '', rest: text };
  let value = '';
  let position = 0;
  while (position < text.length) {
    const character = text[position] ?? '';
    if (character === '\\') {
      const next = text[position + 1] ?? '';
      const isEscape = '=\\nr'.includes(next) && next !== '';
      value += isEscape ? (next === 'n' || next === 'r' ? '\n' : next) : '\\';
      position += isEscape ? 2 : 1;
      continue;
    }
    if (strict && character === '=') break;
    if ((character === ' ' || character === '|') && keyStart.test(text.slice(position))) break;
    value += character;
    position++;
  }
  return position === 0 ? null : { text: value, rest: text.slice(position) };
}

function unquoted(value: string): string {
  const isQuoted = value.length >= 2 && value.startsWith('"') && value.endsWith('"');
  return isQuoted ? value.slice(1, -1) : value;
}
