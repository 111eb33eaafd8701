/** The texts of the members of a JSON object or array, which is known to be valid, with their keys. */
export function rawMembers(text: string): { readonly key: string; readonly text: string }[] {
  const members: { key: string; text: string }[] = [];
  const isObject = text.startsWith('{');
  let position = skipBlanks(text, 1);
  while (text[position] !== (isObject ? '}' : ']')) {
    let key = '';
    if (isObject) {
      const end = endOfString(text, position);
      key = JSON.parse(text.slice(position, end)) as string;
      position = skipBlanks(text, skipBlanks(text, end) + 1);
    }
    const end = endOfValue(text, position);
    members.push({ key, text: text.slice(position, end) });
    position = skipBlanks(text, end);
    if (text[position] === ',') position = skipBlanks(text, position + 1);
  }
  return members;
}

function skipBlanks(text: string, from: number): number {
  let position = from;
  while (' \t\r\n'.includes(text[position] ?? '!')) position++;
  return position;
}

function endOfString(text: string, from: number): number {
  let position = from + 1;
  while (text[position] !== '"') position += text[position] === '\\' ? 2 : 1;
  return position + 1;
}

function endOfValue(text: string, from: number): number {
  if (text[from] === '"') return endOfString(text, from);
  let depth = 0;
  let position = from;
  while (position < text.length) {
    const character = text[position] ?? '';
    if (character === '"') {
      position = endOfString(text, position);
      continue;
    }
    if (depth === 0 && ' \t\r\n,]}'.includes(character)) break;
    if ('[{'.includes(character)) depth++;
    if (']}'.includes(character)) depth--;
    position++;
    if (depth === 0 && ']}'.includes(character)) break;
  }
  return position;
}
