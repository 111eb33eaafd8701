import { primary } from '../diagnostics/diagnostic.ts';
import { fault } from '../diagnostics/faults.ts';
import { readRaw, readString } from './read-string.ts';
import type { Token } from './token.ts';

const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const pathName = /[A-Za-z0-9_@]+/y;
const number = /-?[0-9][0-9_]*(?:\.[0-9_]*)?/y;
/** A name may begin with digits, if a letter follows. */
const digitWord = /[0-9][0-9_]*[A-Za-z][A-Za-z0-9_]*/y;
const bracket = /[.,:;()[\]{}%]/y;
/** Operators that stand together are one, and none if nobody knows it: `1==-1`. */
const operator = /[=|!<>+\-*/?&^~]+/y;
const blank = /(?:[ \t\r\f\v]|#[^\n]*)+/y;

const rawKinds: Readonly<Record<string, 'raw' | 'regex' | 'timestamp'>> = {
  s: 'raw',
  r: 'regex',
  t: 'timestamp',
};

/** Cuts a program into tokens; the last one is the `end`. @throws {CompileFault} E203, E206 to E209 */
export function readTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };
  while (at < text.length) {
    const start = at;
    const skipped = match(blank);
    if (skipped !== null) {
      at += skipped.length;
      continue;
    }
    const token = readToken(text, start, isBehindDot(tokens, start), match);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length });
  return tokens;
}

/** A name of a path may begin with a digit, and be a keyword. */
function isBehindDot(tokens: readonly Token[], at: number): boolean {
  const last = tokens.at(-1);
  return last !== undefined && last.kind === 'sign' && last.end === at && /^[.%]$/.test(last.text);
}

function readToken(
  text: string,
  start: number,
  inPath: boolean,
  match: (pattern: RegExp) => string | null,
): Token {
  const char = text[start] as string;
  if (char === '\n') return { kind: 'newline', text: '\n', start, end: start + 1 };
  if (char === '"') {
    const { parts, end } = readString(text, start);
    return { kind: 'string', parts, text: text.slice(start, end), start, end };
  }
  if (text[start + 1] === "'" && char in rawKinds && !inPath) {
    const raw = readRaw(text, start, start + 1);
    return { kind: rawKinds[char] as 'raw', text: raw.text, start, end: raw.end };
  }
  if (inPath) {
    const name = match(pathName);
    if (name !== null && !/^\d+$/.test(name))
      return { kind: 'field', text: name, start, end: start + name.length };
  }
  const name = match(word) ?? match(digitWord);
  if (name !== null) return { kind: 'word', text: name, start, end: start + name.length };
  const digits = match(number);
  if (digits !== null) return readNumber(digits, start);
  const found = match(bracket) ?? match(operator);
  if (found !== null) return { kind: 'sign', text: found, start, end: start + found.length };
  throw fault(203, 'syntax error', [
    primary({ start, end: start + 1 }, `unexpected syntax token: "InvalidToken(${char})"`),
  ]);
}

const maxInteger = 2n ** 63n - 1n;

function readNumber(digits: string, start: number): Token {
  const text = digits.replaceAll('_', '');
  const place = { start, end: start + digits.length };
  if (text.includes('.')) return { kind: 'float', value: Number(text), text: digits, ...place };
  const value = BigInt(text);
  if (value > maxInteger || value < -maxInteger - 1n) {
    throw fault(206, 'invalid numeric literal', [
      primary(place, 'invalid numeric literal: number too large to fit in target type'),
    ]);
  }
  return { kind: 'integer', value, text: digits, ...place };
}
