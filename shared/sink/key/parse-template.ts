import { type FieldPath, parseFieldPath } from '../../field-path.ts';
import { strftimeTokens, type StrftimeToken } from '../../time/strftime-tokens.ts';

/** A piece of a key template. */
export type TemplatePiece =
  | { readonly kind: 'time'; readonly tokens: readonly StrftimeToken[] }
  | { readonly kind: 'field'; readonly source: string; readonly path: FieldPath };

export interface ParsedTemplate {
  readonly pieces: readonly TemplatePiece[];
  readonly faults: readonly string[];
}

/** A quoted name may hold braces, so `}}` ends a field only outside of quotes. */
const field = /\{\{\s*((?:"(?:[^"\\]|\\.)*"|[^"{}])*?)\s*\}\}/g;

/** Cuts a template into time texts (literals and strftime) and fields, and finds what makes it unsafe or meaningless. */
export function parseTemplate(text: string): ParsedTemplate {
  const pieces: TemplatePiece[] = [];
  const faults: string[] = [];
  let position = 0;
  for (const match of text.matchAll(field)) {
    addTimeText(text.slice(position, match.index), pieces, faults);
    addField(match[1] ?? '', pieces, faults);
    position = match.index + match[0].length;
  }
  addTimeText(text.slice(position), pieces, faults);
  if (pieces[0]?.kind === 'field') {
    faults.push(
      `begins with {{ ${pieces[0].source} }}: put a literal before it, such as 'raw/', so that events cannot choose the place`,
    );
  }
  faults.push(...shapeFaults(pieces));
  return { pieces, faults };
}

function addTimeText(text: string, pieces: TemplatePiece[], faults: string[]): void {
  if (text === '') return;
  if (text.includes('{{') || text.includes('}}')) {
    faults.push(`'{{' and '}}' have to come in pairs around one field, as in {{ device.id }}`);
    return;
  }
  const cut = strftimeTokens(text);
  faults.push(...cut.faults);
  pieces.push({ kind: 'time', tokens: cut.tokens });
}

function addField(source: string, pieces: TemplatePiece[], faults: string[]): void {
  if (source === '') {
    faults.push('{{ }} names no field: write {{ device.id }}');
    return;
  }
  const parsed = parseFieldPath(source);
  if (parsed.ok) pieces.push({ kind: 'field', source, path: parsed.path });
  else faults.push(`{{ ${source} }}: ${parsed.fault}`);
}

// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const forbidden = /[\u0000-\u001f\u007f\\]/u;

/** Looks at the template with an x for everything that is filled in later: what is wrong there is wrong always. */
function shapeFaults(pieces: readonly TemplatePiece[]): string[] {
  const shape = shapeOf(pieces);
  const faults: string[] = [];
  if (forbidden.test(shape))
    faults.push('holds a control character or a backslash: keys are read by people and tools');
  if (!shape.isWellFormed()) faults.push('holds half a surrogate pair, which UTF-8 cannot write');
  if (shape.startsWith('/'))
    faults.push("begins with '/': leave it out, keys do not begin with a slash");
  if (shape.includes('//')) faults.push("holds '//': an empty folder name confuses every tool");
  if (shape.split('/').some((segment) => segment === '.' || segment === '..')) {
    faults.push("holds '.' or '..' as a folder name: write the place itself");
  }
  return faults;
}

/** The template with an x for every field and every part of the time. */
export function shapeOf(pieces: readonly TemplatePiece[]): string {
  let shape = '';
  for (const piece of pieces) {
    if (piece.kind === 'field') shape += 'x';
    else for (const token of piece.tokens) shape += token.kind === 'literal' ? token.text : 'x';
  }
  return shape;
}
