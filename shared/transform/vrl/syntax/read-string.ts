import { type CompileFault, primary } from '../diagnostics/diagnostic.ts';
import { fault } from '../diagnostics/faults.ts';
import type { TemplatePart } from './ast.ts';

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
  '\\': '\\',
  '"': '"',
  "'": "'",
  '{': '{',
  '}': '}',
};

export interface QuotedString {
  readonly parts: readonly TemplatePart[];
  /** Behind the closing quote. */
  readonly end: number;
}

/** Reads a string in double quotes, whose first one stands at `start`: escapes, and `{{ name }}`. @throws {CompileFault} */
export function readString(text: string, start: number): QuotedString {
  const parts: TemplatePart[] = [];
  let plain = '';
  let plainStart = start + 1;
  let at = start + 1;
  const endPlain = (): void => {
    if (plain !== '') {
      parts.push({ kind: 'text', text: plain, span: { start: plainStart, end: at } });
    }
    plain = '';
  };
  while (at < text.length) {
    const char = text[at] as string;
    if (char === '"') {
      endPlain();
      return { parts, end: at + 1 };
    }
    if (char === '\\') {
      const next = text[at + 1];
      if (next === undefined) break;
      if (next === '\n') {
        at += 2;
        while (at < text.length && /\s/.test(text[at] as string)) at += 1;
        continue;
      }
      if (next === 'u') {
        const escape = readUnicode(text, at);
        plain += escape.character;
        at = escape.end;
        continue;
      }
      const escaped = escapes[next];
      if (escaped === undefined) throw invalidEscape(text, at + 1);
      plain += escaped;
      at += 2;
      continue;
    }
    const close = char === '{' && text[at + 1] === '{' ? closingBraces(text, at + 2) : -1;
    if (close !== -1) {
      const name = text.slice(at + 2, close).trim();
      endPlain();
      parts.push({ kind: 'name', name, span: { start: at, end: close + 2 } });
      at = close + 2;
      plainStart = at;
      continue;
    }
    if (char === '{' && text[at + 1] === '{') {
      // one that is never closed, and all behind it, is nothing
      endPlain();
      const quote = closingQuote(text, at);
      if (quote !== -1) return { parts, end: quote + 1 };
    }
    plain += char;
    at += 1;
  }
  throw fault(207, 'invalid string literal', [
    primary({ start, end: start + 1 }, 'string literal is missing its closing delimiter'),
  ]);
}

function invalidEscape(text: string, at: number): CompileFault {
  const code = text.codePointAt(at);
  const character = code === undefined ? '' : String.fromCodePoint(code);
  return fault(209, `invalid escape character: \\${character}`, [
    primary({ start: at, end: at }, `invalid escape character: ${character}`),
  ]);
}

/** Reads `\u{1F600}`, whose backslash stands at `start`. */
function readUnicode(text: string, start: number): { character: string; end: number } {
  let end = start + 2;
  if (text[end] !== '{') throw invalidEscape(text, end);
  end += 1;
  while (/^[0-9a-fA-F]$/.test(text[end] ?? '')) end += 1;
  if (text[end] !== '}') throw invalidEscape(text, end);
  const code = Number.parseInt(text.slice(start + 3, end), 16);
  end += 1;
  if (Number.isNaN(code) || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    const message = 'invalid unicode escape sequence';
    throw fault(211, message, [primary({ start, end }, message)]);
  }
  return { character: String.fromCodePoint(code), end };
}

/** Where a template ends, within its string. */
function closingBraces(text: string, from: number): number {
  const close = text.indexOf('}}', from);
  const quote = closingQuote(text, from);
  return close !== -1 && (quote === -1 || close < quote) ? close : -1;
}

function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return -1;
}

export interface RawString {
  readonly text: string;
  readonly end: number;
}

/** Reads what stands in single quotes (`s'…'`, `r'…'`, `t'…'`), in which only the quote is escaped. @throws {CompileFault} */
export function readRaw(text: string, start: number, quote: number): RawString {
  let content = '';
  for (let at = quote + 1; at < text.length; at += 1) {
    const char = text[at] as string;
    if (char === "'") return { text: content, end: at + 1 };
    if (char === '\\' && text[at + 1] === "'") {
      content += "\\'";
      at += 1;
    } else {
      content += char;
    }
  }
  throw fault(208, 'invalid raw string literal', [
    primary({ start, end: start + 1 }, 'raw string literal is missing its closing delimiter'),
  ]);
}
