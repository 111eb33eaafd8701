import { plainText } from '../plain-text.ts';
import type { Value, VrlObject } from '../value.ts';

/** The texts between brackets, or of all of it where there are none; undefined: it is no such array. */
export function readArray(text: string, filter: VrlObject): Value[] | undefined {
  const open = plainText(filter['open']);
  const close = plainText(filter['close']);
  const delimiter = plainText(filter['delimiter']);
  if (!text.startsWith(open) || delimiter === '') return undefined;
  const items: string[] = [];
  let position = open.length;
  for (;;) {
    // a delimiter behind the closing bracket counts, too, as it does in VRL
    let end = text.indexOf(delimiter, position);
    if (end < 0) end = open === '' ? lastEnd(text, position) : text.indexOf(close, position);
    if (end < 0) break;
    items.push(text.slice(position, end));
    position = end;
    if (!text.startsWith(delimiter, position)) break;
    position += delimiter.length;
  }
  if (open !== '') {
    if (!text.startsWith(close, position)) return undefined;
    position += close.length;
  }
  return /\P{White_Space}/u.test(text.slice(position)) ? undefined : items;
}

/** Without brackets the last one goes on to the end, which VRL finds in plain ASCII alone. */
function lastEnd(text: string, position: number): number {
  return /[^\0-\x7F]/.test(text.slice(position)) ? -1 : text.length;
}
