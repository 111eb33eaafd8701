/**
 * Whether a name is meant by one of these patterns: `*` any text, `?` any character, `[ab]` one of these, `[!ab]` none of
 * these; names of components are short.
 */
export function globs(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map(
    (pattern) => new RegExp(`^${pattern.replaceAll(token, expressionOf)}$`, 'su'),
  );
  return (name) => expressions.some((expression) => expression.test(name));
}

const token = /\[(!?)([^\]]+)\]|[\s\S]/gu;

function expressionOf(text: string, not: string | undefined, set: string | undefined): string {
  if (set !== undefined)
    return `[${not === '!' ? '^' : ''}${set.replaceAll(/[\\^\]&~|[]/g, '\\$&')}]`;
  if (text === '*') return '.*';
  if (text === '?') return '.';
  return text.replaceAll(/[$()*+./?[\\\]^{|}-]/g, '\\$&');
}
