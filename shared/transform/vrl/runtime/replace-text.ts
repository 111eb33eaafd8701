/** Replaces a text where it stands, all of them or the first `limit`; an empty one stands between all characters. */
export function replaceText(
  text: string,
  pattern: string,
  limit: number,
  replacement: () => string,
): string {
  if (pattern === '') return replaceEmpty(text, limit, replacement);
  let result = '';
  let position = 0;
  for (let count = 0; count < limit; count++) {
    const found = text.indexOf(pattern, position);
    if (found < 0) break;
    result += text.slice(position, found) + replacement();
    position = found + pattern.length;
  }
  return result + text.slice(position);
}

function replaceEmpty(text: string, limit: number, replacement: () => string): string {
  let result = '';
  let count = 0;
  for (const character of text) {
    if (count++ < limit) result += replacement();
    result += character;
  }
  return count < limit ? result + replacement() : result;
}
