import { compositions, specifiers } from './specifiers.ts';

/** A piece of a strftime text: written as it stands, or the name of a specifier (without its percent sign). */
export type StrftimeToken =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'specifier'; readonly name: string };

export interface StrftimeTokens {
  readonly tokens: readonly StrftimeToken[];
  readonly faults: readonly string[];
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['%', '%'],
  ['n', '\n'],
  ['t', '\t'],
]);

/** Longest first, so that `%.3f` is not read as something shorter. */
const names = [...specifiers.keys(), ...compositions.keys(), ...escapes.keys()].toSorted(
  (a, b) => b.length - a.length || (a < b ? -1 : 1),
);

/** For messages: every specifier there is. */
const allowedSpecifiers: string = names
  .toReversed()
  .map((name) => `%${name}`)
  .join(' ');

/** Cuts a strftime text into its pieces; compositions such as `%F` are taken apart. */
export function strftimeTokens(text: string): StrftimeTokens {
  const tokens: StrftimeToken[] = [];
  const faults: string[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal !== '') tokens.push({ kind: 'literal', text: literal });
    literal = '';
  };
  let position = 0;
  while (position < text.length) {
    const percent = text.indexOf('%', position);
    if (percent < 0) break;
    literal += text.slice(position, percent);
    const name = names.find((candidate) => text.startsWith(candidate, percent + 1));
    if (name === undefined) {
      faults.push(unknownSpecifier(text, percent));
      position = percent + 2;
      continue;
    }
    position = percent + 1 + name.length;
    const escape = escapes.get(name);
    const composition = compositions.get(name);
    if (escape !== undefined) {
      literal += escape;
    } else if (composition === undefined) {
      flush();
      tokens.push({ kind: 'specifier', name });
    } else {
      flush();
      tokens.push(...strftimeTokens(composition).tokens);
    }
  }
  literal += text.slice(position);
  flush();
  return { tokens, faults };
}

function unknownSpecifier(text: string, percent: number): string {
  const character = text.codePointAt(percent + 1);
  const got =
    character === undefined
      ? 'a percent sign at the end (write %% for the character itself)'
      : `unknown time specifier %${String.fromCodePoint(character)} at position ${percent}`;
  return `${got}: allowed are ${allowedSpecifiers}`;
}
