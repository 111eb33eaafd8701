import type { Regex } from '../regex.ts';

/** The pieces between matches, at most `limit`: the last one has the rest. */
export function splitMatches(regex: Regex, text: string, limit: number): string[] {
  if (limit === 0) return [];
  const pieces: string[] = [];
  let position = 0;
  for (const match of regex.matches(text)) {
    if (pieces.length >= limit - 1) break;
    pieces.push(text.slice(position, match.start));
    position = match.end;
  }
  pieces.push(text.slice(position));
  return pieces;
}
