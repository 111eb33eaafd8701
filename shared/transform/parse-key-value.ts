import { fail, type Fallible, succeed } from './fallible.ts';
import { kindName } from './kinds.ts';

export interface KeyValueOptions {
  /** Between a name and its value. Default: `=`. */
  readonly keyValueDelimiter?: string;
  /** Between pairs. Default: a space, of which several count as one. */
  readonly fieldDelimiter?: string;
  /** Takes a name without a value as true; otherwise the text is refused. Default: true. */
  readonly acceptStandaloneKey?: boolean;
}

/**
 * Pairs such as `level=info msg="it works" retry`, as logfmt writes them. Names and values may stand in double quotes,
 * within which a backslash takes the next character as it is (`\n` and `\t` excepted). Values stay text; a name that
 * comes several times holds an array of its values.
 */
export function parseKeyValue(
  value: unknown,
  options: KeyValueOptions = {},
): Fallible<Record<string, string | true | (string | true)[]>> {
  if (typeof value !== 'string') return fail('parseKeyValue', 'text', kindName(value));
  const between = options.keyValueDelimiter ?? '=';
  const after = options.fieldDelimiter ?? ' ';
  if (between === '' || after === '')
    throw new TypeError('parseKeyValue: delimiters cannot be empty');
  const fields = new Map<string, string | true | (string | true)[]>();
  let position = 0;
  while ((position = skip(value, position, after)) < value.length) {
    const name = token(value, position, [between, after]);
    if (name === null || name.text === '') return unpaired();
    let content: string | true = true;
    position = name.end;
    if (value.startsWith(between, position)) {
      const found = token(value, position + between.length, [after]);
      if (found === null) return unpaired();
      content = found.text;
      position = found.end;
    } else if (options.acceptStandaloneKey === false) {
      return unpaired();
    }
    if (position < value.length && !value.startsWith(after, position)) return unpaired();
    const earlier = fields.get(name.text);
    if (earlier === undefined) fields.set(name.text, content);
    else if (Array.isArray(earlier)) earlier.push(content);
    else fields.set(name.text, [earlier, content]);
  }
  return succeed(Object.fromEntries(fields));
}

function unpaired(): Fallible<never> {
  return fail('parseKeyValue', 'pairs of names and values', 'other text');
}

/** White space before a name never means anything; delimiters that follow each other hold nothing. */
function skip(text: string, from: number, delimiter: string): number {
  let position = from;
  for (;;) {
    if (text.startsWith(delimiter, position)) position += delimiter.length;
    else if (/\s/.test(text.charAt(position))) position += 1;
    else return position;
  }
}

interface Token {
  readonly text: string;
  readonly end: number;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** A quoted text, or all up to the next delimiter; null where a quote is not closed. */
function token(text: string, from: number, delimiters: readonly string[]): Token | null {
  if (text.charAt(from) !== '"') {
    const ends = delimiters
      .map((delimiter) => text.indexOf(delimiter, from))
      .filter((at) => at >= 0);
    const end = Math.min(text.length, ...ends);
    return { text: text.slice(from, end).trim(), end };
  }
  let content = '';
  for (let position = from + 1; position < text.length; position++) {
    const character = text.charAt(position);
    if (character === '"') return { text: content, end: position + 1 };
    if (character === '\\') {
      position += 1;
      const escaped = text.charAt(position);
      content += escapes[escaped] ?? escaped;
    } else {
      content += character;
    }
  }
  return null;
}
