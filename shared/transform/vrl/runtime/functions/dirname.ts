import { pathParts } from '../path-parts.ts';
import { type Bytes, textOf } from '../text.ts';

export function dirname(value: Bytes): string {
  const path = textOf(value);
  if (path === '/') return '/';
  const parts = pathParts(path);
  if (parts.length === 0 || (parts.length === 1 && parts[0] === '/')) return '.';
  // the text before the last part, without the slashes and dots between
  let end = path.length;
  const last = parts.at(-1) ?? '';
  end = path.lastIndexOf(last, end);
  let head = path.slice(0, end);
  for (;;) {
    const shorter = head.replace(/\/\.$/, '').replace(/\/+$/, '');
    if (shorter === head) break;
    head = shorter;
  }
  if (head !== '') return head;
  return path.startsWith('/') ? '/' : '.';
}
