import type { Regex, RegexMatch } from '../regex.ts';

/** Replaces matches, all of them or the first `limit`. */
export function replaceMatches(
  regex: Regex,
  text: string,
  limit: number,
  replacement: (match: RegexMatch) => string,
): string {
  let result = '';
  let position = 0;
  let count = 0;
  for (const match of regex.matches(text)) {
    if (count >= limit) break;
    result += text.slice(position, match.start) + replacement(match);
    position = match.end;
    count++;
  }
  return result + text.slice(position);
}

const reference = /\$(?:\$|\{([^}]*)\}|([0-9A-Za-z_]+))/g;

/** Writes what `$1`, `$name` and `${name}` of a replacement stand for; `$$` is a dollar. */
export function expandReferences(template: string, regex: Regex, match: RegexMatch): string {
  if (!template.includes('$')) return template;
  return template.replaceAll(reference, (whole, braced?: string, plain?: string) => {
    const name = braced ?? plain;
    if (name === undefined) return whole === '$$' ? '$' : whole;
    return groupOf(name, regex, match) ?? '';
  });
}

function groupOf(name: string, regex: Regex, match: RegexMatch): string | undefined {
  if (/^\d+$/.test(name)) return match.groups[Number(name)];
  const group = regex.names.find((candidate) => candidate.name === name);
  return group === undefined ? undefined : match.groups[group.index];
}
