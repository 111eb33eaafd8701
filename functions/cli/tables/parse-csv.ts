/** A row of a file with the line in which it begins, from one. */
export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * The rows of a file as the usual readers have them: a field that begins with a quote goes to the next one that is not
 * doubled; rows end at LF, CR or both; empty lines are none.
 *
 * @returns also the line of a quote that nothing closes
 */
export function parseCsv(
  text: string,
  delimiter: string,
): { readonly rows: readonly CsvRow[]; readonly openQuote: number | null } {
  const rows: CsvRow[] = [];
  let [at, line] = [0, 1];
  while (at < text.length) {
    const begin = line;
    const fields: string[] = [];
    let isRow = true;
    while (isRow) {
      let field = '';
      if (text[at] === '"') {
        const opened = line;
        const quoted = quotedField(text, at + 1);
        if (quoted === null) return { rows, openQuote: opened };
        field = quoted.field;
        line += field.split('\n').length - 1;
        at = quoted.end;
      }
      const from = at;
      while (at < text.length && !isEnd(text[at] ?? '', delimiter)) at += 1;
      fields.push(field + text.slice(from, at));
      isRow = at < text.length && text[at] === delimiter;
      if (isRow) at += 1;
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line += 1;
    if (fields.length > 1 || fields[0] !== '' || isQuotedNothing(text, at)) {
      rows.push({ line: begin, fields });
    }
  }
  return { rows, openQuote: null };
}

function isEnd(character: string, delimiter: string): boolean {
  return character === delimiter || character === '\n' || character === '\r';
}

function quotedField(
  text: string,
  from: number,
): { readonly field: string; readonly end: number } | null {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] === '"') continue;
    return { field: text.slice(from, at).replaceAll('""', '"'), end: at + 1 };
  }
  return null;
}

/** Whether a row of one empty field was written as two quotes. @param end where the next row begins */
function isQuotedNothing(text: string, end: number): boolean {
  return /""\r?\n?$/.test(text.slice(Math.max(0, end - 4), end));
}
