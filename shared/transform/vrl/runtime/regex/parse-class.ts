import { posixClasses } from './class-names.ts';
import { readClassEscape } from './parse-escape.ts';
import type { PatternReader } from './pattern-reader.ts';
import { RegexSyntaxError } from './syntax.ts';

/** Reads `[…]` with its set operations, into the body of a class of JavaScript's `v` mode. */
export function readClass(reader: PatternReader): string {
  const start = reader.position;
  reader.next();
  const negation = reader.take('^') ? '^' : '';
  let left: string | null = null;
  let operator = '';
  let union = '';
  // brackets and hyphens that come first stand for themselves
  while (reader.take('-')) union += '\\x2D';
  if (union === '' && reader.take(']')) union = '\\x5D';
  for (;;) {
    if (reader.flags.verbose) reader.skipComments();
    if (reader.peek() === '') throw new RegexSyntaxError('unclosed character class', start);
    if (reader.take(']')) break;
    const found = reader.takeMatch(/^(?:&&|--|~~)/)?.[0];
    if (found === undefined) {
      union += readItem(reader);
      continue;
    }
    left = combined(left, operator, union);
    operator = found;
    union = '';
  }
  const body = combined(left, operator, union);
  return negation === '' ? body : `^${body}`;
}

function combined(left: string | null, operator: string, right: string): string {
  if (left === null) return right;
  const both = `[${left}]&&[${right}]`;
  if (operator === '&&') return `[${both}]`;
  if (operator === '--') return `[[${left}]--[${right}]]`;
  return `[[${left}${right}]--[${both}]]`;
}

function readItem(reader: PatternReader): string {
  const posix = reader.takeMatch(/^\[:(\^?)([a-z]+):\]/);
  if (posix !== null) {
    const body = posixClasses.get(posix[2] ?? '');
    if (body === undefined) {
      throw new RegexSyntaxError('unrecognized ASCII class', reader.position);
    }
    return posix[1] === '^' ? `[^${body}]` : body;
  }
  if (reader.peek() === '[') return `[${readClass(reader)}]`;
  const start = reader.position;
  const first = readCharacter(reader);
  if (reader.flags.verbose) reader.skipComments();
  // a hyphen before the end, or before another one, is no range
  if (reader.takeMatch(/^-(?![\]-])/) === null) return first;
  if (reader.flags.verbose) reader.skipComments();
  const last = readCharacter(reader);
  if (!isCharacter(first) || !isCharacter(last)) {
    throw new RegexSyntaxError(
      'invalid range boundary, must be a literal',
      isCharacter(first) ? reader.position : start,
    );
  }
  if (codeOf(first) > codeOf(last)) {
    throw new RegexSyntaxError(
      'invalid character class range, the start must be <= the end',
      start,
    );
  }
  return `${first}-${last}`;
}

function readCharacter(reader: PatternReader): string {
  if (reader.peek() !== '\\') return reader.literal(reader.next());
  const body = readClassEscape(reader);
  if (body === null) {
    throw new RegexSyntaxError('invalid escape sequence found in character class', reader.position);
  }
  return body;
}

function isCharacter(body: string): boolean {
  return body.startsWith('\\u{');
}

function codeOf(body: string): number {
  return Number.parseInt(body.slice(3, -1), 16);
}
