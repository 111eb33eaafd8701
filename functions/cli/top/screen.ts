import type { Tty } from '../command.ts';

/** A table that is drawn again and again at the same place. */
export interface Screen {
  /** Draws these lines in the place of the last ones, as far as they fit. */
  readonly draw: (lines: readonly string[]) => void;
  /** Aborted when the person has had enough: q, Escape or Ctrl-C. */
  readonly ended: AbortSignal;
  /** Gives the terminal back as it was. */
  readonly close: () => void;
}

const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
const endKeys: ReadonlySet<string> = new Set(['q', 'Q', '\u0003', '\u001b']);

/** Takes the terminal over: its second screen, so that what was written before is there again afterwards. */
export function openScreen({ input, output }: Tty): Screen {
  const end = new AbortController();
  let last: readonly string[] = [];
  const onKey = (bytes: Uint8Array): void => {
    if (endKeys.has(Buffer.from(bytes).toString())) end.abort();
  };
  const draw = (lines: readonly string[]): void => {
    last = lines;
    // a terminal that does not say its size has 0
    const [columns, rows] = [output.columns || 80, output.rows || 24];
    const fitting = lines.slice(0, Math.max(1, rows - 1));
    const text = fitting.map((line) => `${line.slice(0, columns)}\u001b[K\r\n`).join('');
    output.write(`\u001b[H${text}\u001b[J`);
  };
  const onResize = (): void => draw(last);
  output.write(enter);
  output.on('resize', onResize);
  input.setRawMode(true);
  input.on('data', onKey);
  input.resume();
  return {
    draw,
    ended: end.signal,
    close: () => {
      input.off('data', onKey);
      output.off('resize', onResize);
      input.setRawMode(false);
      input.pause();
      output.write(leave);
    },
  };
}
