/** What was expected at a place, or what was being read there. */
export interface Trace {
  readonly position: number;
  /** A character that should have come, or (in words) what was read. */
  readonly expected?: string;
  readonly context?: string;
}

/** Columns beyond which VRL shows no place, as a line that long cannot be printed. */
const maxColumn = 65535;

/** Characters of lines in a message: one line of a log may be megabytes, and each level of its nesting would show it. */
const maxShown = 200_000;

interface Place {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** Where parsing failed and within what, each with the line and a caret below it, as VRL prints it. */
export function traceText(input: string, traces: readonly Trace[]): string {
  if (input === '') return traces.map(emptyText).join('');
  const places = traces.map(({ position }) => placeOf(input, position));
  const [first] = places;
  const shown = places.reduce((sum, { text }) => sum + text.length, 0);
  const isLong = places.some(({ column }) => column >= maxColumn) || shown > maxShown;
  if (first !== undefined && isLong) {
    return `parse error at line ${first.line}, column ${first.column} (line too long to display context)`;
  }
  return traces
    .map(({ position, expected, context }, index) => {
      const { line, column, text } = places[index] as Place;
      const head = `${index}: at line ${line}${context === undefined ? '' : `, in ${context}`}:`;
      const lines = `${head}\n${text}\n${'^'.padStart(column)}\n`;
      if (expected === undefined) return `${lines}\n`;
      const code = input.codePointAt(position);
      const found = code === undefined ? 'got end of input' : `found ${String.fromCodePoint(code)}`;
      return `${lines}expected '${expected}', ${found}\n\n`;
    })
    .join('');
}

function emptyText({ expected, context }: Trace, index: number): string {
  const what = expected === undefined ? `in ${context ?? ''}` : `expected '${expected}'`;
  return `${index}: ${what}, got empty input\n\n`;
}

/** The column counts bytes. */
function placeOf(input: string, position: number): Place {
  const before = input.slice(0, position);
  const start = before.lastIndexOf('\n') + 1;
  const end = input.indexOf('\n', start);
  return {
    line: before.split('\n').length,
    column: Buffer.byteLength(before.slice(start)) + 1,
    text: (end < 0 ? input.slice(start) : input.slice(start, end)).replace(
      /\p{White_Space}+$/u,
      '',
    ),
  };
}
