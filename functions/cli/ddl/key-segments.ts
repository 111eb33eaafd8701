import type { FieldPath } from '../../../shared/field-path.ts';
import { parseTemplate } from '../../../shared/sink/key/parse-template.ts';

/** The smallest piece of a key prefix. */
export type Atom =
  | { readonly kind: 'literal'; readonly text: string }
  /** Of strftime, without its percent sign. */
  | { readonly kind: 'specifier'; readonly name: string }
  | { readonly kind: 'field'; readonly path: FieldPath };

export interface KeySegments {
  /** What each folder's name is made of. */
  readonly folders: readonly (readonly Atom[])[];
  /** What stands before the object's own name, in the last folder. */
  readonly nameBegins: readonly Atom[];
}

/** Cuts a key prefix at its slashes. */
export function keySegments(keyPrefix: string): KeySegments {
  const segments: Atom[][] = [[]];
  const add = (atom: Atom): void => void segments.at(-1)?.push(atom);
  for (const piece of parseTemplate(keyPrefix).pieces) {
    if (piece.kind === 'field') {
      add({ kind: 'field', path: piece.path });
      continue;
    }
    for (const token of piece.tokens) {
      if (token.kind === 'specifier') {
        add(token);
        continue;
      }
      for (const [index, text] of token.text.split('/').entries()) {
        if (index > 0) segments.push([]);
        if (text !== '') add({ kind: 'literal', text });
      }
    }
  }
  return { folders: segments.slice(0, -1), nameBegins: segments.at(-1) ?? [] };
}
