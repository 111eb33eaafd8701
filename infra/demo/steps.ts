import { styleText } from 'node:util';

/** The part of process.stderr that is needed. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

/** Tells how far a step is: a share from 0 to 1 where it is known, and a few words. */
type Tell = (share: number | null, words: string) => void;

export interface Steps {
  /** A line of its own, between steps. */
  readonly say: (line: string) => void;
  /** Does one step of the demo, live on a terminal; what it returns beside its value stays as its line. */
  readonly run: <T>(name: string, work: (tell: Tell) => Promise<[T, string]>) => Promise<T>;
}

const nameWidth = 10;
const lineWidth = 88;
const barWidth = 24;
const redrawMs = 100;
/** Where nothing is redrawn (a CI log, a pipe): a line now and then shows that it lives. */
const plainMs = 5_000;
const clearLine = '\r\u001b[2K';

/** Shows the steps of the demo, a line each. Nothing moves but on a terminal. */
export function createSteps(output: Terminal): Steps {
  const live = output.isTTY === true;
  const quiet = (text: string): string => (live ? styleText('dim', text) : text);
  // a terminal that does not know its width says 0
  const columns = output.columns === undefined || output.columns === 0 ? 80 : output.columns;
  const width = Math.min(lineWidth, (live ? columns : lineWidth + 2) - 2);
  return {
    say: (line) => void output.write(`${line}\n`),
    run: async (name, work) => {
      const startedAt = performance.now();
      let drawnAt = live ? -Infinity : startedAt;
      const head = `  ${name.padEnd(nameWidth)}`;
      const tell: Tell = (share, words) => {
        const now = performance.now();
        if (now - drawnAt < (live ? redrawMs : plainMs)) return;
        drawnAt = now;
        const text = `${head}${share === null ? '' : `${barOf(share)}  `}${words}`;
        output.write(live ? clearLine + text.slice(0, width) : `${text}\n`);
      };
      if (live) output.write(`${head}${quiet('…')}`);
      try {
        const [value, words] = await work(tell);
        const took = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
        const line = `${head}${words}  `.padEnd(width - took.length);
        output.write(`${live ? clearLine : ''}${line}${quiet(took)}\n`);
        return value;
      } catch (error) {
        if (live) output.write(clearLine);
        throw error;
      }
    },
  };
}

function barOf(share: number): string {
  const filled = Math.round(Math.min(1, share) * barWidth);
  const percent = `${Math.floor(Math.min(1, share) * 100)} %`;
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${percent.padStart(5)}`;
}
