import type { TemplatePart } from './ast.ts';
import type { Span } from '../diagnostics/diagnostic.ts';

/** `word`: a name or a keyword; `sign`: an operator or a bracket; `field`: a name that only a path may have (`404`, `@t`). */
export type Token = Span &
  (
    | { readonly kind: 'word' | 'field' | 'sign'; readonly text: string }
    | { readonly kind: 'newline' | 'end'; readonly text: string }
    | { readonly kind: 'integer'; readonly value: bigint; readonly text: string }
    | { readonly kind: 'float'; readonly value: number; readonly text: string }
    | { readonly kind: 'string'; readonly parts: readonly TemplatePart[]; readonly text: string }
    | { readonly kind: 'raw' | 'regex' | 'timestamp'; readonly text: string }
  );

/** Words that mean something: they are no names, except behind a dot. */
export const keywords: ReadonlySet<string> = new Set(
  'abort else false if null return true'.split(' '),
);

/** Words that may mean something one day. */
export const reserved: ReadonlySet<string> = new Set('break continue for loop while'.split(' '));
