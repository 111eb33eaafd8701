/** A piece of a strftime text. `padding` is that of a modifier (`%-d`, `%_d`, `%0d`) or the specifier's own. */
export type TimeItem =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'space'; readonly text: string }
  | { readonly kind: 'number'; readonly name: string; readonly padding: '' | '0' | ' ' }
  | { readonly kind: 'fixed'; readonly name: string }
  | { readonly kind: 'wrong' };

const paddings: ReadonlyMap<string, '' | '0' | ' '> = new Map([
  ['-', ''],
  ['0', '0'],
  ['_', ' '],
]);
const zeroPadded = 'CGHIMSUVWYdfgjmy';
const spacePadded: ReadonlyMap<string, string> = new Map([
  ['e', 'd'],
  ['k', 'H'],
  ['l', 'I'],
]);
const unpadded = 'qsuw';
const compositions: ReadonlyMap<string, string> = new Map([
  ['D', '%m/%d/%y'],
  ['F', '%Y-%m-%d'],
  ['R', '%H:%M'],
  ['T', '%H:%M:%S'],
  ['X', '%H:%M:%S'],
  ['c', '%a %b %e %H:%M:%S %Y'],
  ['r', '%I:%M:%S %p'],
  ['v', '%e-%b-%Y'],
  ['x', '%m/%d/%y'],
]);
const literals: ReadonlyMap<string, TimeItem> = new Map<string, TimeItem>([
  ['n', { kind: 'space', text: '\n' }],
  ['t', { kind: 'space', text: '\t' }],
  ['%', { kind: 'literal', text: '%' }],
]);
/** With the longest first. */
const fixed = /^(?::::z|::z|:z|#z|\.[369]f|\.f|[369]f|[ABPZabhpz+])/;

const known = new Map<string, readonly TimeItem[]>();
const maxKnown = 256;

/** The pieces of a strftime text in chrono's dialect, which VRL uses; the last one is `wrong` where it is no specifier. */
export function timeItems(format: string): readonly TimeItem[] {
  let items = known.get(format);
  if (items === undefined) {
    items = read(format);
    // a format may come from the event
    if (known.size >= maxKnown) known.clear();
    known.set(format, items);
  }
  return items;
}

function read(format: string): TimeItem[] {
  const items: TimeItem[] = [];
  let rest = format;
  while (rest !== '') {
    const plain = /^(?:\p{White_Space}+|[^%\p{White_Space}]+)/u.exec(rest)?.[0];
    if (plain !== undefined) {
      items.push({ kind: /\p{White_Space}/u.test(plain) ? 'space' : 'literal', text: plain });
      rest = rest.slice(plain.length);
      continue;
    }
    const padding = paddings.get(rest[1] ?? '');
    const after = rest.slice(padding === undefined ? 1 : 2);
    const name = after[0] ?? '';
    const number = numberItem(name, padding);
    if (number !== null) {
      items.push(number);
      rest = after.slice(1);
      continue;
    }
    if (padding !== undefined) return [...items, { kind: 'wrong' }];
    const composition = compositions.get(name);
    const literal = literals.get(name);
    const fixedName = fixed.exec(after)?.[0];
    if (composition !== undefined) {
      items.push(...read(composition));
    } else if (literal !== undefined) {
      items.push(literal);
    } else if (fixedName !== undefined) {
      items.push({ kind: 'fixed', name: fixedName });
    } else {
      return [...items, { kind: 'wrong' }];
    }
    rest = after.slice(fixedName?.length ?? 1);
  }
  return items;
}

function numberItem(name: string, padding: '' | '0' | ' ' | undefined): TimeItem | null {
  if (name === '') return null;
  const spaced = spacePadded.get(name);
  if (spaced !== undefined) return { kind: 'number', name: spaced, padding: padding ?? ' ' };
  if (zeroPadded.includes(name)) return { kind: 'number', name, padding: padding ?? '0' };
  if (unpadded.includes(name)) return { kind: 'number', name, padding: padding ?? '' };
  return null;
}
