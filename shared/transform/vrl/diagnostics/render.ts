import type { Diagnostic, Label, Span } from './diagnostic.ts';

/** Diagnostics as VRL prints them, with the lines of the program that they are about. */
export function renderDiagnostics(source: string, diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((one) => render(new Lines(source), one)).join('\n');
}

/** A program by its lines. */
class Lines {
  readonly #starts: readonly number[];
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
    const starts = [0];
    for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) {
      starts.push(at + 1);
    }
    this.#starts = starts;
  }

  /** Counted from 0. */
  lineOf(at: number): number {
    const after = this.#starts.findIndex((start) => start > at);
    return after === -1 ? this.#starts.length - 1 : after - 1;
  }

  start(line: number): number {
    return this.#starts[line] ?? this.#source.length;
  }

  text(line: number): string {
    const end = this.#starts[line + 1];
    return this.#source.slice(this.start(line), end).replace(/[\r\n]+$/, '');
  }

  /** Characters in front of a place in its line. */
  column(at: number): number {
    return Array.from(this.#before(at)).length;
  }

  /** How far right a place is where characters of two columns count twice, as those of East Asia do. */
  place(at: number): number {
    const before = this.#before(at);
    return this.column(at) + (before.match(wide)?.length ?? 0);
  }

  #before(at: number): string {
    return this.#source.slice(this.start(this.lineOf(at)), at);
  }
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/gu;

/** A label on one line: columns from `start` up to `end`. */
interface Placed {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly isPrimary: boolean;
  /** It points at the end of the program, behind which nothing hangs. */
  readonly isEmpty: boolean;
}

interface MultiLine {
  readonly label: Label;
  readonly first: number;
  readonly last: number;
}

function render(lines: Lines, { severity, code, message, labels, notes }: Diagnostic): string {
  const spans = labels.map(({ span }) => span);
  const lastLine = Math.max(0, ...spans.map((span) => lines.lineOf(endOf(span))));
  if (labels.length === 0) {
    const rows = [`${severity}[E${code}]: ${message}`, ...notes.map((note) => noteText(note, ''))];
    return `${rows.join('\n')}\n`;
  }
  const width = String(lastLine + 1).length;
  const gutter = ' '.repeat(width);
  const first = labels.find(({ isPrimary }) => isPrimary) ?? labels[0];
  const at = first?.span.start ?? 0;
  const rows = [
    `${severity}[E${code}]: ${message}`,
    `${gutter} ┌─ :${lines.lineOf(at) + 1}:${lines.column(at) + 1}`,
    `${gutter} │`,
    ...snippet(lines, labels, width),
    `${gutter} │`,
    ...notes.map((note) => noteText(note, gutter)),
  ];
  return `${rows.join('\n')}\n`;
}

function noteText(note: string, gutter: string): string {
  const [first = '', ...others] = note.split('\n');
  return [`${gutter} = ${first}`.trimEnd(), ...others.map((line) => `${gutter}   ${line}`)].join(
    '\n',
  );
}

/** A span's last line is that of its last character. */
function endOf({ start, end }: Span): number {
  return end > start ? end - 1 : start;
}

/** Of what goes over many lines, the first ones and the last two are shown. */
const shownBehindFirst = 3;

function snippet(lines: Lines, labels: readonly Label[], width: number): readonly string[] {
  const single = new Map<number, Placed[]>();
  const multi: MultiLine[] = [];
  const shown = new Set<number>();
  for (const label of labels) {
    const first = lines.lineOf(label.span.start);
    const last = lines.lineOf(endOf(label.span));
    shown.add(first).add(last);
    if (first !== last) {
      for (let line = first; line <= Math.min(first + shownBehindFirst, last); line += 1) {
        shown.add(line);
      }
      shown.add(last - 1);
      multi.push({ label, first, last });
      continue;
    }
    const start = lines.place(label.span.start);
    const end = Math.max(start + 1, lines.place(label.span.end));
    const placed = single.get(first) ?? [];
    const { text, isPrimary, span } = label;
    const isEmpty = span.start === span.end;
    const index = placed.findIndex((one) => one.start >= start);
    placed.splice(index === -1 ? placed.length : index, 0, {
      start,
      end,
      text,
      isPrimary,
      isEmpty,
    });
    single.set(first, placed);
  }
  return rowsOf(
    lines,
    Array.from(shown).toSorted((a, b) => a - b),
    single,
    multi,
    width,
  );
}

function rowsOf(
  lines: Lines,
  shown: readonly number[],
  single: ReadonlyMap<number, readonly Placed[]>,
  multi: readonly MultiLine[],
  width: number,
): readonly string[] {
  const rows: string[] = [];
  const blank = `${' '.repeat(width)} │ `;
  const margin = multi.map(() => '  ').join('');
  let before: number | null = null;
  for (const line of shown) {
    if (before !== null && line - before === 2)
      rows.push(sourceRow(lines, before + 1, width, multi));
    else if (before !== null && line - before > 2) {
      rows.push(`${' '.repeat(width)} · ${bars(multi, before + 1)}`.trimEnd());
    }
    before = line;
    rows.push(sourceRow(lines, line, width, multi));
    for (const row of underlines(single.get(line) ?? [])) {
      rows.push(
        `${blank}${margin === '' ? '' : bars(multi, line).padEnd(margin.length)}${row}`.trimEnd(),
      );
    }
    for (const one of multi) {
      if (
        one.first === line &&
        lines.text(line).slice(0, lines.column(one.label.span.start)).trim() !== ''
      ) {
        const caret = one.label.isPrimary ? '^' : '-';
        rows.push(`${blank}╭${'─'.repeat(lines.column(one.label.span.start) + 1)}${caret}`);
      }
      if (one.last === line) {
        const caret = one.label.isPrimary ? '^' : '-';
        const column = lines.column(endOf(one.label.span));
        rows.push(`${blank}╰${'─'.repeat(column + 1)}${caret} ${one.label.text}`);
      }
    }
  }
  return rows;
}

function bars(multi: readonly MultiLine[], line: number): string {
  return multi.map(({ first, last }) => (line > first && line <= last ? '│ ' : '  ')).join('');
}

function sourceRow(lines: Lines, line: number, width: number, multi: readonly MultiLine[]): string {
  const number = String(line + 1).padStart(width);
  const marks = multi
    .map(({ first, last, label }) => {
      const isAtStart = lines.text(first).slice(0, lines.column(label.span.start)).trim() === '';
      if (first === line && isAtStart) return '╭ ';
      return line > first && line <= last ? '│ ' : '  ';
    })
    .join('');
  return `${number} │ ${marks}${lines.text(line)}`.trimEnd();
}

/** The carets below a line, with the last label behind them where it stands alone, and the others below. */
function underlines(labels: readonly Placed[]): readonly string[] {
  if (labels.length === 0) return [];
  const end = Math.max(...labels.map((label) => label.end));
  const trailing = trailingOf(labels, end);
  let carets = '';
  for (let column = 0; column < end; column += 1) {
    const here = labels.filter((label) => label.start <= column && column < label.end);
    if (here.length === 0) carets += ' ';
    else carets += here.some(({ isPrimary }) => isPrimary) ? '^' : '-';
  }
  const rows = [trailing === null ? carets : `${carets} ${trailing.text}`];
  const hanging = labels.filter((label) => label !== trailing && label.text !== '');
  if (hanging.length === 0) return rows;
  rows.push(pointers(hanging, Number.POSITIVE_INFINITY));
  for (const label of hanging.toReversed()) {
    rows.push(`${pointers(hanging, label.start).padEnd(label.start)}${label.text}`);
  }
  return rows;
}

/** The label that ends last, if no other one lies over it. */
function trailingOf(labels: readonly Placed[], end: number): Placed | null {
  const last = labels.findLast((label) => label.end === end);
  if (last === undefined || last.text === '') return null;
  const overlaps = labels.some(
    (label) => label !== last && label.start < last.end && last.start < label.end,
  );
  return overlaps ? null : last;
}

function pointers(labels: readonly Placed[], before: number): string {
  let row = '';
  const hung = labels.filter(({ isEmpty }) => !isEmpty).map(({ start }) => start);
  for (const start of new Set(hung)) if (start < before) row = `${row.padEnd(start)}│`;
  return row;
}
