import { Failure } from '../failure.ts';
import { parserTrace } from '../parser-trace.ts';
import { type Value, type VrlObject } from '../value.ts';
import { trimWhite } from '../white-space.ts';
import { setField } from '../../../../set-field.ts';

interface Options {
  /** Between a key and its value. */
  readonly between: string;
  /** Behind a field. */
  readonly behind: string;
  /** Blanks around `between` mean nothing. */
  readonly isLenient: boolean;
  readonly allowsKeyAlone: boolean;
}

/** What was read, and where it ended. */
interface Read<T> {
  readonly value: T;
  readonly end: number;
}

/** Reads `key=value` fields; a key that comes again gets an array. */
export function readFields(text: string, options: Options): VrlObject | Failure {
  const fields: VrlObject = {};
  let position = 0;
  for (let isFirst = true; ; isFirst = false) {
    const start = isFirst ? position : endOfDelimiter(text, position, options.behind);
    const field = start === null ? null : readField(text, start, options);
    if (field === null) {
      if (isFirst) return firstFault(text, options);
      break;
    }
    add(fields, field.value.key, field.value.value);
    position = field.end;
  }
  return trimWhite(text.slice(position)) === ''
    ? fields
    : new Failure('could not parse whole line successfully');
}

/** Why there is no field at the start. */
function firstFault(text: string, options: Options): Failure {
  if (options.allowsKeyAlone) return new Failure('could not parse whole line successfully');
  const start = endOfBlanks(text, 0);
  const key = readKey(text, start, options);
  if (key === null || key.value === '') return parserTrace(text, start, ['Verify']);
  const end = options.isLenient ? endOfBlanks(text, key.end) : key.end;
  return parserTrace(text, end, ['Tag', 'ManyMN']);
}

function add(fields: VrlObject, key: string, value: string | true): void {
  const before = Object.hasOwn(fields, key) ? (fields[key] ?? null) : undefined;
  if (before === undefined || before === true) setField(fields, key, value);
  else if (value === true) return;
  else if (Array.isArray(before)) before.push(value);
  else setField(fields, key, [before, value] as Value[]);
}

function endOfDelimiter(text: string, from: number, delimiter: string): number | null {
  let position = from;
  while (text[position] === ' ') position++;
  if (delimiter === ' ') return position > from ? position : null;
  return text.startsWith(delimiter, position) ? position + delimiter.length : null;
}

function endOfBlanks(text: string, from: number): number {
  let position = from;
  while (text[position] === ' ' || text[position] === '\t') position++;
  return position;
}

function readField(
  text: string,
  from: number,
  options: Options,
): Read<{ key: string; value: string | true }> | null {
  const key = readKey(text, endOfBlanks(text, from), options);
  if (key === null || key.value === '') return null;
  const atDelimiter = options.isLenient ? endOfBlanks(text, key.end) : key.end;
  const hasValue = text.startsWith(options.between, atDelimiter);
  if (!hasValue && !options.allowsKeyAlone) return null;
  let start = key.end;
  if (hasValue) {
    start = atDelimiter + options.between.length;
    if (options.isLenient) start = endOfBlanks(text, start);
  }
  const value =
    readQuoted(text, start, "'", options.behind) ??
    readQuoted(text, start, '"', options.behind) ??
    readPlain(text, start, options.behind);
  return { value: { key: key.value, value: hasValue ? value.value : true }, end: value.end };
}

function readKey(text: string, from: number, options: Options): Read<string> | null {
  const { between, behind, allowsKeyAlone } = options;
  for (const quote of ["'", '"']) {
    const quoted =
      readQuoted(text, from, quote, between) ??
      (allowsKeyAlone ? readQuoted(text, from, quote, behind) : null);
    if (quoted !== null) return quoted;
  }
  const plain = readPlain(text, from, between);
  if (!allowsKeyAlone) return plain;
  const isWhole = plain.value !== '' && !plain.value.includes(behind);
  return isWhole ? plain : readPlain(text, from, behind);
}

function readPlain(text: string, from: number, delimiter: string): Read<string> {
  const found = text.indexOf(delimiter, from);
  const end = found < 0 ? text.length : found;
  return { value: trimWhite(text.slice(from, end)), end };
}

/** Null where it does not begin with the quote, does not end, or something else than the delimiter follows. */
function readQuoted(
  text: string,
  from: number,
  quote: string,
  delimiter: string,
): Read<string> | null {
  if (text[from] !== quote) return null;
  let end = from + 1;
  while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1;
  if (end >= text.length) return null;
  const after = end + 1;
  const isEnd = endOfBlanks(text, after) === text.length;
  if (!isEnd && endOfDelimiter(text, after, delimiter) === null) return null;
  const value = text
    .slice(from + 1, end)
    .replaceAll(/\\([n\\"])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
  return { value, end: after };
}
