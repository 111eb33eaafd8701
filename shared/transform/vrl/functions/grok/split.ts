/** A piece of a pattern: text of the regular expression, or a reference such as `%{NUMBER:size:int}`. */
export type GrokPiece =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'reference';
      readonly name: string;
      readonly alias: string;
      /** Of `%{NAME=…}`; '': none. */
      readonly definition: string;
    };

/** What is wrong with a reference, as VRL names it. */
export class GrokSplitFault {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Takes a pattern apart. What stands behind a fault is not read; the fault is the last piece then. */
export function splitGrok(pattern: string): readonly (GrokPiece | GrokSplitFault)[] {
  const pieces: (GrokPiece | GrokSplitFault)[] = [];
  let position = 0;
  while (position < pattern.length) {
    if (pattern.startsWith('%{', position)) {
      const read = readReference(pattern, position + 2);
      if (read instanceof GrokSplitFault) return [...pieces, read];
      pieces.push(read.piece);
      position = read.end;
      continue;
    }
    // a sign that begins no reference hides the one behind it
    const hidden = pattern[position] === '%' ? 2 : 1;
    const next = pattern.indexOf('%', position + hidden);
    const end = next < 0 ? pattern.length : next;
    pieces.push({ type: 'text', text: pattern.slice(position, end) });
    position = end;
  }
  return pieces;
}

const invalid = new GrokSplitFault('InvalidPattern');
const invalidDefinition = new GrokSplitFault('InvalidPatternDefinition');

function readReference(
  pattern: string,
  from: number,
): { readonly piece: GrokPiece; readonly end: number } | GrokSplitFault {
  const words: string[] = [];
  let position = from;
  for (;;) {
    const allowed = words.length === 0 ? /[0-9A-Za-z_]*/y : /[0-9A-Za-z_\-[\].]*/y;
    allowed.lastIndex = position;
    const word = allowed.exec(pattern)?.[0] ?? '';
    position += word.length;
    const code = pattern.codePointAt(position);
    if (code === undefined) return invalid;
    const sign = String.fromCodePoint(code);
    if (!'}=:'.includes(sign)) {
      return new GrokSplitFault(`InvalidCharacter('${sign}')`);
    }
    if (words.length === 0 && word === '') return invalid;
    if (words.length === 3) return invalid;
    words.push(word);
    position++;
    const [name = '', alias = '', extract] = words;
    if (extract === '') return invalidDefinition;
    const isAliasEmpty = words.length === 2 && alias === '';
    if (sign === '}') {
      if (isAliasEmpty) return invalidDefinition;
      return { piece: { type: 'reference', name, alias, definition: '' }, end: position };
    }
    if (sign === '=') {
      const end = /[{}]/g;
      end.lastIndex = position;
      const close = end.exec(pattern);
      if (close === null || close[0] === '{' || close.index === position || isAliasEmpty) {
        return invalidDefinition;
      }
      const definition = pattern.slice(position, close.index);
      return { piece: { type: 'reference', name, alias, definition }, end: close.index + 1 };
    }
  }
}
