// Functions over text that can't fail. They take a string, not any value: `string(event['name']).or('')` gives one.

/** Lower case, in no particular language. */
export function downcase(text: string): string {
  return text.toLowerCase();
}

/** Upper case, in no particular language. */
export function upcase(text: string): string {
  return text.toUpperCase();
}

/** Without white space at both ends; VRL's `strip_whitespace`. */
export function stripWhitespace(text: string): string {
  return text.trim();
}

export interface CaseOption {
  /** Default: true. */
  readonly caseSensitive?: boolean;
}

export function contains(text: string, part: string, options: CaseOption = {}): boolean {
  return options.caseSensitive === false
    ? text.toLowerCase().includes(part.toLowerCase())
    : text.includes(part);
}

export function startsWith(text: string, part: string, options: CaseOption = {}): boolean {
  return options.caseSensitive === false
    ? text.toLowerCase().startsWith(part.toLowerCase())
    : text.startsWith(part);
}

export function endsWith(text: string, part: string, options: CaseOption = {}): boolean {
  return options.caseSensitive === false
    ? text.toLowerCase().endsWith(part.toLowerCase())
    : text.endsWith(part);
}

/** Whether a pattern is found anywhere in the text; VRL's `match`. */
export function matches(text: string, pattern: RegExp): boolean {
  return text.search(pattern) >= 0;
}

/**
 * Replaces what is found: all of it, or the first `count`. In the replacement of a pattern, `$1` and `$<name>` stand for
 * its groups; that of a text is taken as it is.
 */
export function replace(
  text: string,
  pattern: string | RegExp,
  replacement: string,
  count: number = Infinity,
): string {
  const most = count < 0 ? Infinity : count;
  let result = '';
  let from = 0;
  let done = 0;
  for (const [at, end] of cutsOf(text, pattern)) {
    if (done >= most) break;
    result += text.slice(from, at) + replacementAt(text, at, end, pattern, replacement);
    from = end;
    done += 1;
  }
  return result + text.slice(from);
}

/** What stands for one match: the platform fills in the groups, looking at the text around as the pattern does. */
function replacementAt(
  text: string,
  at: number,
  end: number,
  pattern: string | RegExp,
  replacement: string,
): string {
  if (typeof pattern === 'string' || !replacement.includes('$')) return replacement;
  const there = new RegExp(pattern.source, `${pattern.flags.replaceAll(/[gy]/g, '')}y`);
  there.lastIndex = at;
  const replaced = text.replace(there, replacement);
  return replaced.slice(at, replaced.length - (text.length - end));
}

/**
 * Cuts text at each delimiter, into `limit` pieces at most; the last one holds the rest, as in VRL.
 * @throws {TypeError} for an empty delimiter
 */
export function split(
  text: string,
  delimiter: string | RegExp,
  limit: number = Infinity,
): string[] {
  // JavaScript's own limit would drop the rest, and groups of a pattern would come between the pieces.
  const pieces: string[] = [];
  let from = 0;
  for (const [at, end] of cutsOf(text, delimiter)) {
    if (pieces.length + 1 >= limit) break;
    pieces.push(text.slice(from, at));
    from = end;
  }
  pieces.push(text.slice(from));
  return pieces;
}

/** Where a delimiter stands: its start and end. */
function* cutsOf(text: string, delimiter: string | RegExp): Generator<readonly [number, number]> {
  if (delimiter instanceof RegExp) {
    const flags = delimiter.flags.replaceAll(/[gy]/g, '');
    for (const match of text.matchAll(new RegExp(delimiter.source, `${flags}g`))) {
      yield [match.index, match.index + match[0].length];
    }
    return;
  }
  if (delimiter === '') throw new TypeError('split and replace: an empty text is found everywhere');
  for (let at = text.indexOf(delimiter); at >= 0;) {
    const end = at + delimiter.length;
    yield [at, end];
    at = text.indexOf(delimiter, end);
  }
}

/** One text of several. */
export function join(parts: readonly string[], separator = ''): string {
  return parts.join(separator);
}

/** A part of a text from one character to before another; negative positions count from the end. */
export function slice(text: string, start: number, end?: number): string {
  return isAscii(text) ? text.slice(start, end) : Array.from(text).slice(start, end).join('');
}

/** At most `limit` characters, and the suffix where some were cut off (in VRL, `suffix` is `...` by convention). */
export function truncate(text: string, limit: number, suffix = ''): string {
  const most = Math.max(0, Math.trunc(limit));
  // Characters are at most as many as UTF-16 units, so short texts need no counting.
  if (text.length <= most) return text;
  const characters = Array.from(text);
  return characters.length <= most ? text : characters.slice(0, most).join('') + suffix;
}

/** How many characters a text has; `length` gives its bytes. */
export function strlen(text: string): number {
  return isAscii(text) ? text.length : Array.from(text).length;
}

// oxlint-disable-next-line no-control-regex -- all of ASCII is meant
const ascii = /^[\u0000-\u007f]*$/;

function isAscii(text: string): boolean {
  return ascii.test(text);
}
